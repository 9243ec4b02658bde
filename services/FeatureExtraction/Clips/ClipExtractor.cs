using Kws.Audio;
using Kws.FeatureExtraction.Streaming;
using Kws.Features;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Clips;

/// <summary>Features of whole clips: a few computed at once beside the streams, some waiting, the rest
/// refused.</summary>
internal sealed class ClipExtractor(
    IOptions<FeatureExtractionOptions> options, IOptions<GrpcLimitsOptions> grpc, SpecLimits specs,
        FeatureMetrics metrics, TimeProvider timeProvider) : IDisposable
{
    // What a response holds beside the values.
    private const int ResponseOverheadBytes = 1_024;
    private readonly ConcurrencyGate _taken = new("clips at once", options.Value.MaxClips);
    private readonly SemaphoreSlim _workers = new(options.Value.ClipWorkerCount);

    /// <summary>Frames of a WAV file, row-major [frames, values].</summary>
    /// <exception cref="InvalidAudioException">No WAV file, a format not supported, or a clip too long.</exception>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults or costs too much.</exception>
    /// <exception cref="LimitExceededException">As many clips as allowed are in hand.</exception>
    public Task<float[]> OfWavAsync(FeatureSpec spec, ReadOnlyMemory<byte> wav, CancellationToken cancellationToken)
    {
        specs.Check(spec);
        return RunAsync(
            () =>
            {
                var audio = WavReader.Read(wav.Span);
                return Extract(spec, audio.Mono, audio.SampleRateHz, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Frames of bare samples, row-major [frames, values].</summary>
    /// <param name="spec">What to compute.</param>
    /// <param name="encoding">Of the samples.</param>
    /// <param name="pcm">Whole samples.</param>
    /// <param name="sampleRateHz">0: the spec's own.</param>
    /// <param name="cancellationToken">Ends the wait and the work.</param>
    /// <exception cref="InvalidAudioException">Bytes that are no samples, a rate out of range, or a clip too
    /// long.</exception>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults or costs too much.</exception>
    /// <exception cref="LimitExceededException">As many clips as allowed are in hand.</exception>
    public Task<float[]> OfPcmAsync(
        FeatureSpec spec, PcmEncoding encoding, ReadOnlyMemory<byte> pcm, int sampleRateHz,
            CancellationToken cancellationToken)
    {
        specs.Check(spec);
        var rate = sampleRateHz == 0 ? spec.SampleRateHz : sampleRateHz;
        var count = PcmDecoder.SampleCount(encoding, pcm.Length);
        CheckSize(spec, count, rate);
        return RunAsync(
            () =>
            {
                var samples = new float[count];
                PcmDecoder.Decode(encoding, pcm.Span, samples);
                return Extract(spec, samples, rate, cancellationToken);
            },
            cancellationToken);
    }

    public void Dispose() => _workers.Dispose();

    // A call's thread would be held for as long as the clip takes, and the streams' calls wait for threads.
    private async Task<float[]> RunAsync(Func<float[]> work, CancellationToken cancellationToken)
    {
        using var place = _taken.Enter();
        await _workers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _workers.Release();
        }
    }

    private float[] Extract(FeatureSpec spec, float[] samples, int sampleRateHz, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        CheckSize(spec, samples.Length, sampleRateHz);
        var frames = ResamplingFrontEnd.ExtractAll(spec, samples, sampleRateHz, cancellationToken);
        metrics.Computed(frames.Length / spec.Coefficients);
        metrics.Heard((double)samples.Length / sampleRateHz);
        metrics.ClipDone(timeProvider.GetElapsedTime(started));
        return frames;
    }

    private void CheckSize(FeatureSpec spec, int samples, int sampleRateHz)
    {
        var seconds = (double)samples / sampleRateHz;
        if (seconds > options.Value.MaxClipSeconds)
            throw new InvalidAudioException("length", FormattableString.Invariant($"{seconds:0.##} s"),
                $"at most {options.Value.MaxClipSeconds} s");
        var bytes = seconds * spec.SampleRateHz / spec.HopSamples * spec.Coefficients * sizeof(float);
        if (bytes > grpc.Value.MaxSendMessageBytes - ResponseOverheadBytes)
            throw new InvalidAudioException("features", FormattableString.Invariant($"{bytes:0} bytes"),
                $"at most {grpc.Value.MaxSendMessageBytes - ResponseOverheadBytes} bytes in one response; use Extract");
    }
}
