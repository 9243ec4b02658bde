using Kws.ServiceDefaults.Errors;
using Kws.Speech.V1;
using Kws.Tts.Engines;
using Kws.Tts.Text;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Grpc;

/// <summary>A request, validated.</summary>
/// <param name="Job">What to say and how.</param>
/// <param name="Text">The job's text, and where its characters stand in the request's.</param>
/// <param name="SampleRateHz">Rate of the audio.</param>
/// <param name="AsWav">Whether the audio begins with a header.</param>
internal sealed record SynthesisOrder(SpeechJob Job, SpokenText Text, int SampleRateHz, bool AsWav);

/// <summary>Turns a <see cref="SynthesizeRequest"/> into an order.</summary>
internal sealed class SynthesisRequestReader(ISpeechEngine engine, IOptions<TtsOptions> options)
{
    private const int DefaultRateWpm = 175;
    private const int DefaultPitch = 50;
    private const int DefaultVolume = 100;
    private const int DefaultSampleRateHz = 22050;

    private static readonly int[] s_sampleRates = [8000, 16000, 22050, 24000, 48000];

    /// <exception cref="InvalidRequestException">Names the field, its value and the limit.</exception>
    /// <exception cref="EngineUnavailableException">The engine cannot say which voices it has.</exception>
    public async Task<SynthesisOrder> ReadAsync(SynthesizeRequest request, CancellationToken cancellationToken)
    {
        PlainTextPolicy.Check(request.Text, options.Value.MaxTextBytes);
        var rate = InRange("rate_wpm", request.RateWpm, 80, 450, DefaultRateWpm, isSet: request.RateWpm != 0);
        var pitch = InRange("pitch", request.Pitch, 0, 99, DefaultPitch, request.HasPitch);
        var volume = InRange("volume", request.Volume, 0, 200, DefaultVolume, request.HasVolume);
        var sampleRate = request.SampleRateHz == 0 ? DefaultSampleRateHz : request.SampleRateHz;
        if (!s_sampleRates.Contains(sampleRate))
            throw new InvalidRequestException("sample_rate_hz", sampleRate,
                $"one of {string.Join(", ", s_sampleRates)}");
        var asWav = request.Container switch
        {
            Container.Unspecified or Container.RawS16Le => false,
            Container.WavS16Le => true,
            _ => throw new InvalidRequestException("container", (int)request.Container, "a known Container"),
        };
        var voices = await engine.VoicesAsync(cancellationToken);
        var voice = request.Voice.Length == 0 ? DefaultVoice(voices) : request.Voice;
        if (!voices.Contains(voice))
            throw new InvalidRequestException("voice", voice, "a voice of ListVoices");
        (var text, var isSsml) = ReadText(request, voices);
        var job = new SpeechJob(text.Text, isSsml, voice, rate, pitch, volume, request.WordMarks);
        return new SynthesisOrder(job, text, sampleRate, asWav);
    }

    /// <summary>The voice of a request that names none.</summary>
    public string DefaultVoice(VoiceCatalogue voices)
    {
        var wanted = options.Value.DefaultVoice;
        if (wanted.Length > 0)
            return wanted;
        // Engines list many English voices; the American one is what their users expect.
        return voices.Voices.FirstOrDefault(voice =>
            voice.Languages.Any(language => language.Equals("en-us", StringComparison.OrdinalIgnoreCase)))?.Id
            ?? voices.Voices[0].Id;
    }

    private static (SpokenText Text, bool IsSsml) ReadText(SynthesizeRequest request, VoiceCatalogue voices)
    {
        switch (request.Kind)
        {
            case TextKind.Unspecified or TextKind.Plain when request.Spell && request.WordMarks:
                throw new InvalidRequestException("word_marks", true, "false with spell: letters have no word marks");
            case TextKind.Unspecified or TextKind.Plain:
                return request.Spell
                    ? (Spelling.ToSsml(request.Text), true)
                    : (SpokenText.AsItIs(request.Text), false);
            case TextKind.Ssml when request.Spell:
                throw new InvalidRequestException("spell", true,
                    "false with SSML: use say-as interpret-as=\"characters\"");
            case TextKind.Ssml:
                return (SsmlPolicy.Read(request.Text, voices), true);
            default:
                throw new InvalidRequestException("kind", (int)request.Kind, "a known TextKind");
        }
    }

    private static int InRange(string field, int value, int least, int most, int fallback, bool isSet)
    {
        if (!isSet)
            return fallback;
        return value >= least
            && value <= most ? value : throw new InvalidRequestException(field, value, $"{least}..{most}");
    }
}
