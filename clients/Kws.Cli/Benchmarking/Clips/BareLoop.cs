using System.Diagnostics;
using Kws.Dsp;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>
/// Classification with nothing around it: each thread decodes a clip, computes its features and runs
/// the model, one window at a time. What a service can reach at best without batching.
/// </summary>
internal sealed class BareLoop(ModelPackage package, IReadOnlyList<byte[]> wavs)
{
    /// <param name="threads">Threads, each with a clip of its own under way.</param>
    public async Task<ClipLoadResult> RunAsync(int threads, TimeSpan duration, CancellationToken cancellation)
    {
        using KeywordModel model = KeywordModel.Open(package, new ModelSessionOptions { MaxBatch = 1, IntraOpThreads = 1 });
        var figures = new DelayHistogram();
        long clip = -1;
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
        {
            float[] posteriors = new float[model.LabelCount];
            while (Stopwatch.GetElapsedTime(begin) < duration && !cancellation.IsCancellationRequested)
            {
                long start = Stopwatch.GetTimestamp();
                Classify(model, wavs[(int)(Interlocked.Increment(ref clip) % wavs.Count)], posteriors);
                figures.Add(Stopwatch.GetElapsedTime(start));
            }
        }, TaskCreationOptions.LongRunning)));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new ClipLoadResult("bare loop", threads, seconds, figures.Count / seconds, figures.Summary());
    }

    private static void Classify(KeywordModel model, byte[] wav, float[] posteriors)
    {
        WavAudio audio = WavReader.Read(wav);
        FeatureSpec spec = model.FeatureSpec;
        int windowSamples = (model.FramesPerWindow - 1) * spec.HopSamples + spec.FrameLengthSamples;
        float[] samples = audio.Mono;
        if (samples.Length < windowSamples)
            Array.Resize(ref samples, windowSamples);
        float[] frames = ResamplingFrontEnd.ExtractAll(spec, samples, audio.SampleRateHz);
        int windowValues = model.FramesPerWindow * spec.Coefficients;
        // The same windows as the service's: a stride apart, and one at the very end.
        int strideValues = model.Detection.StrideFrames * spec.Coefficients;
        for (int at = 0; at < frames.Length - windowValues; at += strideValues)
            model.Run(frames.AsSpan(at, windowValues), 1, posteriors);
        model.Run(frames.AsSpan(frames.Length - windowValues, windowValues), 1, posteriors);
    }
}
