using System.Text.RegularExpressions;
using Kws.Audio;
using Kws.Audio.V1;
using Kws.AudioInference.Streaming;
using Kws.Models;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Grpc;

/// <summary>Checks a device's first message.</summary>
internal static partial class SpotConfigReader
{
    private const long MaxResumeSample = 1L << 52;
    private const int MaxKeywords = 1000;

    /// <exception cref="InvalidRequestException">A field is not allowed.</exception>
    public static SpotSettings Read(SpotConfig config)
    {
        CheckName("config.device_id", config.DeviceId);
        if (config.RecordingId.Length > 0)
            CheckName("config.recording_id", config.RecordingId);
        CheckRate("config.sample_rate_hz", config.SampleRateHz);
        if (config.ResumeSample is < 0 or > MaxResumeSample)
            throw new InvalidRequestException("config.resume_sample", config.ResumeSample, $"0 to {MaxResumeSample}");
        return new SpotSettings
        {
            DeviceId = config.DeviceId,
            RecordingId = config.RecordingId.Length > 0 ? config.RecordingId : Guid.NewGuid().ToString("N"),
            SampleRateHz = config.SampleRateHz,
            Encoding = ReadEncoding("config.encoding", config.Encoding),
            Keywords = ReadKeywords(config),
            Isolation = ReadIsolation("config.isolation", config.Isolation),
            WantsNearMisses = Wants(config, ResponseKind.NearMiss),
            WantsAcknowledgements = Wants(config, ResponseKind.Acknowledged),
            WantsScores = Wants(config, ResponseKind.Scores),
            ResumeSample = config.ResumeSample,
        };
    }

    /// <exception cref="InvalidRequestException">No such encoding.</exception>
    public static PcmEncoding ReadEncoding(string field, Encoding encoding) => encoding switch
    {
        Encoding.S16Le => PcmEncoding.S16Le,
        Encoding.F32Le => PcmEncoding.F32Le,
        Encoding.Mulaw => PcmEncoding.MuLaw,
        _ => throw new InvalidRequestException(field, encoding, "ENCODING_S16LE, ENCODING_F32LE or ENCODING_MULAW"),
    };

    /// <exception cref="InvalidRequestException">Out of range.</exception>
    public static void CheckRate(string field, int rateHz)
    {
        if (rateHz is < WavLimits.MinSampleRateHz or > WavLimits.MaxSampleRateHz)
            throw new InvalidRequestException(field, rateHz,
                $"{WavLimits.MinSampleRateHz} to {WavLimits.MaxSampleRateHz}");
    }

    private static bool Wants(SpotConfig config, ResponseKind kind)
    {
        foreach (var wanted in config.Responses)
        {
            if (wanted is not (ResponseKind.NearMiss or ResponseKind.Acknowledged or ResponseKind.Scores))
                throw new InvalidRequestException("config.responses", wanted, "NEAR_MISS, ACKNOWLEDGED, SCORES");
        }
        return config.Responses.Contains(kind);
    }

    private static Dictionary<string, KeywordWish> ReadKeywords(SpotConfig config)
    {
        if (config.Keywords.Count > MaxKeywords)
            throw new InvalidRequestException("config.keywords", $"{config.Keywords.Count} entries",
                $"at most {MaxKeywords}");
        var keywords = new Dictionary<string, KeywordWish>();
        foreach (var choice in config.Keywords)
        {
            if (choice.HasThreshold && !(choice.Threshold is > 0 and <= 1))
                throw new InvalidRequestException("config.keywords.threshold", choice.Threshold, "above 0, at most 1");
            var wish = new KeywordWish(choice.HasThreshold ? choice.Threshold : null,
                ReadIsolation("config.keywords.isolation", choice.Isolation));
            if (!keywords.TryAdd(choice.Label, wish))
                throw new InvalidRequestException("config.keywords.label", choice.Label, "each label once");
        }
        return keywords;
    }

    private static WordIsolation? ReadIsolation(string field, Isolation isolation) => isolation switch
    {
        Isolation.Unspecified => null,
        Isolation.Required => WordIsolation.Required,
        Isolation.Preferred => WordIsolation.Preferred,
        Isolation.Off => WordIsolation.Off,
        _ => throw new InvalidRequestException(
            field, isolation, "ISOLATION_REQUIRED, ISOLATION_PREFERRED, ISOLATION_OFF or nothing"),
    };

    private static void CheckName(string field, string value)
    {
        if (!NamePattern().IsMatch(value))
            throw new InvalidRequestException(field, value, "1 to 128 of A-Z a-z 0-9 . _ : -");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex NamePattern();
}
