using Kws.Audio;
using Kws.Features;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>
/// Classification with nothing around it: each thread decodes a clip, computes its features and runs
/// the model, one window at a time, and hears again what is not clear. What a service can reach at best without
/// batching.
/// </summary>
internal sealed class BareClipLoop(ModelPackage package, IReadOnlyList<byte[]> wavs)
{
    public async Task<LoadResult> RunAsync(
        TimeProvider timeProvider, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var model = KeywordModel.Open(package, new ModelSessionOptions
        {
            MaxBatch = KeywordModel.MaxClipWindows,
            IntraOpThreads = 1,
        });
        return await new LoadRun(timeProvider, duration).BareLoopAsync(
            () => number => Classify(model, wavs[(int)(number % wavs.Count)]),
            cancellationToken);
    }

    private static void Classify(KeywordModel model, byte[] wav)
    {
        var audio = WavReader.Read(wav);
        var spec = model.FeatureSpec;
        var samples = audio.Mono;
        if (samples.Length < model.WindowSamples)
            Array.Resize(ref samples, model.WindowSamples);
        var frames = ResamplingFrontEnd.ExtractAll(spec, samples, audio.SampleRateHz);
        // The same windows as the service's: a stride apart, and one at the very end.
        var last = frames.Length / spec.Coefficients - model.FramesPerWindow;
        int[] starts = [.. Enumerable.Range(0, last / model.StrideFrames + 1).Select(i => i * model.StrideFrames)
            .Where(start => start < last), last];
        var posteriors = new float[starts.Length * model.LabelCount];
        for (var i = 0; i < starts.Length; i++)
            model.Run(
                frames.AsSpan(starts[i] * spec.Coefficients, model.ValuesPerWindow), 1,
                posteriors.AsSpan(i * model.LabelCount, model.LabelCount));
        var best = ClipHearing.BestWindow(model, posteriors);
        if (ClipHearing.IsUnsure(model, posteriors.AsSpan(best * model.LabelCount, model.LabelCount)))
            ClipHearing.Run(model, frames, ClipHearing.FurtherStarts(model, starts[best]));
    }
}
