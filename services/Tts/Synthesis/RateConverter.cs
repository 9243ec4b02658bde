using Kws.Audio;
using Kws.Tts.Engines;

namespace Kws.Tts.Synthesis;

/// <summary>Brings one phrase from the engine's rate to the client's; marks move along.</summary>
internal sealed class RateConverter
{
    private readonly int _fromHz;
    private readonly int _toHz;
    private readonly StreamingResampler? _resampler;

    public RateConverter(int fromHz, int toHz)
    {
        (_fromHz, _toHz) = (fromHz, toHz);
        _resampler = fromHz == toHz ? null : new StreamingResampler(fromHz, toHz);
    }

    /// <summary>The same part at the client's rate; null when no sample is ready yet.</summary>
    public SpeechPart? Convert(SpeechPart part) => part switch
    {
        _ when _resampler is null => part,
        SpeechMark mark => mark with { Sample = mark.Sample * _toHz / _fromHz },
        SpeechAudio audio => Resample(audio.Samples.Span),
        _ => part,
    };

    /// <summary>The samples still held back at the end of a phrase, or null.</summary>
    public SpeechAudio? Finish()
    {
        if (_resampler is null)
            return null;
        var output = new float[_resampler.MaxFlush];
        return ToAudio(output.AsSpan(0, _resampler.Flush(output)));
    }

    private SpeechAudio? Resample(ReadOnlySpan<short> samples)
    {
        var input = new float[samples.Length];
        Pcm16.ToFloats(samples, input);
        var output = new float[_resampler!.MaxOutput(input.Length)];
        return ToAudio(output.AsSpan(0, _resampler.Process(input, output)));
    }

    private static SpeechAudio? ToAudio(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return null;
        var samples = new short[values.Length];
        Pcm16.FromFloats(values, samples);
        return new SpeechAudio(samples);
    }
}
