using System.Collections.Frozen;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>The first message of a socket that reads signs. The values are for the service to check.</summary>
internal static class SignConfig
{
    /// <summary>10,000 years, as a duration of protobuf may be at most.</summary>
    public const long LongestTimeUs = 315_576_000_000L * 1_000_000;

    private const float LongestPauseSeconds = 1e6f;
    private static readonly FrozenDictionary<string, SpokenSigns> s_speaking = new Dictionary<string, SpokenSigns>
    {
        ["silent"] = SpokenSigns.Silent,
        ["letters"] = SpokenSigns.Letters,
        ["words"] = SpokenSigns.Words,
    }.ToFrozenDictionary();

    /// <exception cref="InvalidRequestException">A field is unknown, or of another kind.</exception>
    public static SignSettings Read(MessageFields fields)
    {
        var settings = new SignSettings
        {
            DeviceId = fields.RequiredText("device_id"),
            IsMirrored = fields.Flag("mirror"),
            RotateDegrees = fields.Number("rotate_degrees"),
            Region = fields.Object("region") is { } region ? Region(region) : null,
            Speak = fields.Choice("speak", SpokenSigns.Silent, s_speaking),
            Voice = fields.Text("voice"),
            WantsObserved = fields.Flag("want_observed"),
            ReadsMotion = fields.Flag("motion_letters"),
            WordPause = fields.Amount("word_pause_seconds") is { } seconds ? Pause(seconds) : null,
        };
        fields.RefuseOthers();
        return settings;
    }

    private static TimeSpan Pause(float seconds) => Math.Abs(seconds) <= LongestPauseSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidRequestException("word_pause_seconds", seconds, "0.2 to 10");

    private static (float Left, float Top, float Right, float Bottom) Region(MessageFields fields)
    {
        var region = (Side(fields, "left"), Side(fields, "top"), Side(fields, "right"), Side(fields, "bottom"));
        fields.RefuseOthers();
        return region;
    }

    private static float Side(MessageFields fields, string name) =>
        fields.Amount(name) ?? throw new InvalidRequestException($"region.{name}", null, "a share of the image");
}
