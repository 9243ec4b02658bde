using Kws.Audio;
using Kws.FeatureExtraction.Streaming;
using Kws.Features;
using Kws.ServiceDefaults.Endpoints;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Clips;

/// <summary>Features of whole clips.</summary>
internal sealed class ClipExtractor(
    IOptions<FeatureExtractionOptions> options, IOptions<GrpcLimitsOptions> grpc, SpecLimits specs,
        FeatureMetrics metrics, TimeProvider timeProvider)
{
    // What a response holds beside the values.
    private const int ResponseOverheadBytes = 1_024;

    /// <summary>Frames of a WAV file, row-major [frames, values].</summary>
    /// <exception cref="InvalidAudioException">No WAV file, a format not supported, or a clip too long.</exception>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public float[] OfWav(FeatureSpec spec, ReadOnlySpan<byte> wav)
    {
        specs.Check(spec);
        var audio = WavReader.Read(wav);
        return Extract(spec, audio.Mono, audio.SampleRateHz);
    }

    /// <summary>Frames of bare samples, row-major [frames, values].</summary>
    /// <param name="sampleRateHz">0: the spec's own.</param>
    /// <exception cref="InvalidAudioException">Bytes that are no samples, a rate out of range, or a clip too
    /// long.</exception>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public float[] OfPcm(FeatureSpec spec, PcmEncoding encoding, ReadOnlySpan<byte> pcm, int sampleRateHz)
    {
        specs.Check(spec);
        var samples = new float[PcmDecoder.SampleCount(encoding, pcm.Length)];
        PcmDecoder.Decode(encoding, pcm, samples);
        return Extract(spec, samples, sampleRateHz == 0 ? spec.SampleRateHz : sampleRateHz);
    }

    private float[] Extract(FeatureSpec spec, float[] samples, int sampleRateHz)
    {
        var started = timeProvider.GetTimestamp();
        var seconds = (double)samples.Length / sampleRateHz;
        if (seconds > options.Value.MaxClipSeconds)
            throw new InvalidAudioException("length", FormattableString.Invariant($"{seconds:0.##} s"),
                $"at most {options.Value.MaxClipSeconds} s");
        var bytes = seconds * spec.SampleRateHz / spec.HopSamples * spec.Coefficients * sizeof(float);
        if (bytes > grpc.Value.MaxSendMessageBytes - ResponseOverheadBytes)
            throw new InvalidAudioException("features", FormattableString.Invariant($"{bytes:0} bytes"),
                $"at most {grpc.Value.MaxSendMessageBytes - ResponseOverheadBytes} bytes in one response; use Extract");
        var frames = ResamplingFrontEnd.ExtractAll(spec, samples, sampleRateHz);
        metrics.Computed(frames.Length / spec.Coefficients);
        metrics.Heard(seconds);
        metrics.ClipDone(timeProvider.GetElapsedTime(started));
        return frames;
    }
}
