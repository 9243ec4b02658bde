using System.Diagnostics;
using Kws.Vision.V1;

namespace Kws.Cli.Benchmarking.Sign;

/// <summary>Classifies pictures for a while, as many at once as asked, and counts.</summary>
internal static class SignLoad
{
    /// <summary>Each of the tasks sends one picture, waits for its answer, sends the next.</summary>
    public static async Task<SignLoadResult> RunAsync(
        SignReader.SignReaderClient client, IReadOnlyList<ClassifyRequest> requests, int concurrency, TimeSpan duration, CancellationToken cancellation)
    {
        var figures = new DelayHistogram();
        long picture = -1;
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(begin) < duration)
            {
                long start = Stopwatch.GetTimestamp();
                await client.ClassifyAsync(requests[(int)(Interlocked.Increment(ref picture) % requests.Count)], cancellationToken: cancellation);
                figures.Add(Stopwatch.GetElapsedTime(start));
            }
        }, cancellation)));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new SignLoadResult("Classify", concurrency, seconds, figures.Count / seconds, figures.Summary());
    }
}

/// <summary>What one way of classifying reached.</summary>
internal sealed record SignLoadResult(string Call, int Concurrency, double Seconds, double PicturesPerSecond, DelaySummary Delay);
