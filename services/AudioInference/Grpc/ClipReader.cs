using Kws.Audio;
using Kws.Audio.V1;
using Kws.AudioInference.Classification;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Grpc;

/// <summary>Decodes the clip of a request.</summary>
internal sealed class ClipReader(IOptions<AudioInferenceOptions> options)
{
    private readonly int _maxSeconds = options.Value.Clips.MaxSeconds;

    /// <summary>Most bytes that the samples of a request may become: a byte of µ-law is a float.</summary>
    public static long MostBytes(ClassifyRequest request) =>
        sizeof(float) * (long)Math.Max(request.Wav.Length, request.Pcm?.Data.Length ?? 0);

    /// <exception cref="InvalidRequestException">A field is not allowed, or the clip is empty or too long.</exception>
    /// <exception cref="InvalidAudioException">The audio is not usable.</exception>
    public ClipAudio Read(ClassifyRequest request)
    {
        if (request.Top < 0)
            throw new InvalidRequestException("top", request.Top, "0 (all) or more");
        var clip = request.AudioCase switch
        {
            ClassifyRequest.AudioOneofCase.Wav => ReadWav(request.Wav.Span),
            ClassifyRequest.AudioOneofCase.Pcm => ReadPcm(request.Pcm),
            _ => throw new InvalidRequestException("audio", null, "wav or pcm"),
        };
        if (clip.Samples.Length == 0)
            throw new InvalidRequestException("audio", "0 samples", "at least one sample");
        if (clip.Samples.Length > (long)_maxSeconds * clip.SampleRateHz)
            throw new InvalidRequestException("audio", $"{(double)clip.Samples.Length / clip.SampleRateHz:0.###} s",
                $"at most {_maxSeconds} s");
        return clip;
    }

    private ClipAudio ReadWav(ReadOnlySpan<byte> file)
    {
        var wav = WavReader.Read(file,
            WavLimits.Default
                with
            {
                MaxSamples =
                    Math.Min(WavLimits.Default.MaxSamples, (_maxSeconds + 1) * WavLimits.MaxSampleRateHz)
            });
        return new ClipAudio(wav.SampleRateHz, wav.Mono) { Warnings = wav.Warnings };
    }

    private ClipAudio ReadPcm(PcmClip pcm)
    {
        SpotConfigReader.CheckRate("pcm.sample_rate_hz", pcm.SampleRateHz);
        var encoding = SpotConfigReader.ReadEncoding("pcm.encoding", pcm.Encoding);
        var samples = new float[PcmDecoder.SampleCount(encoding, pcm.Data.Length)];
        PcmDecoder.Decode(encoding, pcm.Data.Span, samples);
        return new ClipAudio(pcm.SampleRateHz, samples);
    }
}
