using Kws.AudioInference.Features;

namespace Kws.AudioInference.Streaming;

/// <summary>The intake half of a session: chunks -> samples at the model's rate -> the feature source. One caller at a
/// time.</summary>
/// <param name="audio">Makes samples of chunks.</param>
/// <param name="features">Where the samples go; disposed with this.</param>
/// <param name="decider">The other half, which says when there is room.</param>
/// <param name="timeline">Of the stream.</param>
/// <param name="acceptedSample">Position from which audio is taken.</param>
/// <param name="context">Limits and clock.</param>
internal sealed class SessionIntake(
    AudioIntake audio,
    IFeatureStream features,
    SessionDecider decider,
    StreamTimeline timeline,
    long acceptedSample,
    SessionContext context) : IDisposable
{
    private static readonly TimeSpan SilenceAfterTheEnd = TimeSpan.FromMilliseconds(500);

    // A slice of audio becomes at most so many frames.
    private readonly int _sliceFrames = timeline.ModelRateHz / 10 / timeline.HopSamples + 2;
    private readonly long _firstModelSample = timeline.FirstFrame(acceptedSample) * timeline.HopSamples;
    private long _modelSample = timeline.FirstFrame(acceptedSample) * timeline.HopSamples;

    /// <inheritdoc cref="SpotSession.IngestAsync"/>
    public async ValueTask IngestAsync(ReadOnlyMemory<byte> pcm, long firstSample, CancellationToken cancellationToken)
    {
        var rest = pcm[audio.BytesToSkip(pcm.Length, firstSample)..];
        while (!rest.IsEmpty)
        {
            await WaitForRoomAsync(cancellationToken);
            var slice = rest[..Math.Min(rest.Length, audio.MaxReadSamples * audio.BytesPerSample)];
            Feed(audio.Read(slice.Span));
            rest = rest[slice.Length..];
        }
    }

    /// <summary>Feeds silence after the end, so that a last word is heard whole and the audio fills a window at
    /// least.</summary>
    public async Task PadAsync(CancellationToken cancellationToken)
    {
        if (audio.ReceivedEnd == acceptedSample)
            return;
        var end = Math.Max(
            _modelSample + (long)(SilenceAfterTheEnd.TotalSeconds * timeline.ModelRateHz),
            _firstModelSample + timeline.WindowModelSamples);
        while (_modelSample < end)
        {
            await WaitForRoomAsync(cancellationToken);
            Feed(audio.ReadSilence());
        }
    }

    public void Dispose() => features.Dispose();

    private void Feed(ReadOnlySpan<float> samples)
    {
        _modelSample += samples.Length;
        var isNeeded = decider.Expect(audio.ReceivedEnd, _modelSample);
        features.Write(samples, isNeeded);
    }

    private ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        var promisedFrames = _modelSample / timeline.HopSamples + _sliceFrames;
        return decider.HasRoom(promisedFrames)
            ? ValueTask.CompletedTask
            : decider.WaitForRoomAsync(promisedFrames, context.Options.StallLimit, cancellationToken);
    }
}
