using Kws.Audio;
using Kws.Features;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>
/// Classification with nothing around it: each thread decodes a clip, computes its features and runs
/// the model, one window at a time. What a service can reach at best without batching.
/// </summary>
internal sealed class BareClipLoop(ModelPackage package, IReadOnlyList<byte[]> wavs)
{
    public async Task<LoadResult> RunAsync(
        TimeProvider timeProvider, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var model = KeywordModel.Open(package, new ModelSessionOptions { MaxBatch = 1, IntraOpThreads = 1 });
        return await new LoadRun(timeProvider, duration).BareLoopAsync(
            () =>
            {
                var posteriors = new float[model.LabelCount];
                return number => Classify(model, wavs[(int)(number % wavs.Count)], posteriors);
            },
            cancellationToken);
    }

    private static void Classify(KeywordModel model, byte[] wav, float[] posteriors)
    {
        var audio = WavReader.Read(wav);
        var spec = model.FeatureSpec;
        var windowSamples = (model.FramesPerWindow - 1) * spec.HopSamples + spec.FrameLengthSamples;
        var samples = audio.Mono;
        if (samples.Length < windowSamples)
            Array.Resize(ref samples, windowSamples);
        var frames = ResamplingFrontEnd.ExtractAll(spec, samples, audio.SampleRateHz);
        var windowValues = model.FramesPerWindow * spec.Coefficients;
        // The same windows as the service's: a stride apart, and one at the very end.
        var strideValues = model.Detection.StrideFrames * spec.Coefficients;
        for (var at = 0; at < frames.Length - windowValues; at += strideValues)
            model.Run(frames.AsSpan(at, windowValues), 1, posteriors);
        model.Run(frames.AsSpan(frames.Length - windowValues, windowValues), 1, posteriors);
    }
}
