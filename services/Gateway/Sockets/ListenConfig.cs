using System.Collections.Frozen;
using Kws.Audio;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>The first message of a socket that listens. The values are for the service to check.</summary>
internal static class ListenConfig
{
    /// <summary>Of a second of audio, at most.</summary>
    public const int MaxBinaryBytes = WavLimits.MaxSampleRateHz * sizeof(float);

    private const string IsolationField = "isolation";
    private const int MaxKeywords = 1000;
    private const string NearMiss = "near_miss";
    private const string Acknowledged = "acknowledged";
    private const string Scores = "scores";

    private static readonly string[] s_responses = [NearMiss, Acknowledged, Scores];
    private static readonly FrozenDictionary<string, PcmEncoding> s_encodings = new Dictionary<string, PcmEncoding>
    {
        ["s16le"] = PcmEncoding.S16Le,
        ["f32le"] = PcmEncoding.F32Le,
        ["mulaw"] = PcmEncoding.MuLaw,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, WordIsolation?> s_isolations =
        new Dictionary<string, WordIsolation?>
        {
            ["required"] = WordIsolation.Required,
            ["preferred"] = WordIsolation.Preferred,
            ["off"] = WordIsolation.Off,
        }.ToFrozenDictionary();

    /// <exception cref="InvalidRequestException">A field is unknown, or of another kind.</exception>
    public static (SpotSettings Settings, bool WantsAcknowledged) Read(MessageFields fields)
    {
        var responses = fields.Choices("responses", s_responses);
        var settings = new SpotSettings
        {
            DeviceId = fields.RequiredText("device_id"),
            SampleRateHz = fields.Number("sample_rate_hz"),
            Encoding = fields.Choice("encoding", PcmEncoding.S16Le, s_encodings),
            Keywords = [.. fields.Objects("keywords", MaxKeywords).Select(Keyword)],
            WantsNearMisses = responses.Contains(NearMiss),
            WantsScores = responses.Contains(Scores),
            Isolation = Isolation(fields),
            RecordingId = fields.Text("recording_id"),
            ResumeSample = fields.LongNumber("resume_sample"),
        };
        fields.RefuseOthers();
        // It says how long a message may be.
        if (settings.SampleRateHz is < WavLimits.MinSampleRateHz or > WavLimits.MaxSampleRateHz)
            throw new InvalidRequestException("sample_rate_hz", settings.SampleRateHz,
                $"{WavLimits.MinSampleRateHz} to {WavLimits.MaxSampleRateHz}");
        return (settings, responses.Contains(Acknowledged));
    }

    private static SpotKeyword Keyword(MessageFields fields)
    {
        var keyword = new SpotKeyword(fields.RequiredText("label"), fields.Amount("threshold"), Isolation(fields));
        fields.RefuseOthers();
        return keyword;
    }

    private static WordIsolation? Isolation(MessageFields fields) =>
        fields.Choice<WordIsolation?>(IsolationField, null, s_isolations);
}
