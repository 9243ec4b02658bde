using System.Diagnostics;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Sign;

/// <summary>The model with nothing around it, a picture at a time on every core: what a service can reach at best.</summary>
internal static class BareSignLoop
{
    /// <param name="model">Disposed here.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<SignLoadResult> RunAsync(SignModel model, TimeSpan duration, CancellationToken cancellation)
    {
        using SignModel owned = model;
        var figures = new DelayHistogram();
        int threads = Environment.ProcessorCount;
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
        {
            float[] image = new float[model.ValuesPerImage];
            float[] posteriors = new float[model.LabelCount];
            while (Stopwatch.GetElapsedTime(begin) < duration && !cancellation.IsCancellationRequested)
            {
                long start = Stopwatch.GetTimestamp();
                model.Run(image, 1, posteriors);
                figures.Add(Stopwatch.GetElapsedTime(start));
            }
        }, TaskCreationOptions.LongRunning)));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new SignLoadResult("bare loop", threads, seconds, figures.Count / seconds, figures.Summary());
    }
}
