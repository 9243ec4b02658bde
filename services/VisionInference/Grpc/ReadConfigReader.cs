using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Grpc;

/// <summary>Checks what a device asks for.</summary>
internal static partial class ReadConfigReader
{
    private const int LongestVoice = 128;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidRequestException">A field is out of range.</exception>
    public static ReadSettings Read(ReadConfig config)
    {
        if (!DeviceId().IsMatch(config.DeviceId))
            throw new InvalidRequestException("config.device_id", config.DeviceId, "1 to 128 of A-Z a-z 0-9 . _ : -");
        if (config.Voice.Length > LongestVoice)
            throw new InvalidRequestException("config.voice", config.Voice, $"at most {LongestVoice} characters");
        return new ReadSettings
        {
            DeviceId = config.DeviceId,
            View = View("config.", config.Mirror, config.RotateDegrees, config.Region),
            Speak = config.Speak switch
            {
                SpeakMode.Unspecified => Speaking.SpeakMode.Silent,
                SpeakMode.Letters => Speaking.SpeakMode.Letters,
                SpeakMode.Words => Speaking.SpeakMode.Words,
                _ => throw new InvalidRequestException("config.speak", (int)config.Speak, "0, 1 or 2"),
            },
            Voice = config.Voice,
            WantsObserved = config.WantObserved,
            ReadsMotion = config.MotionLetters,
            WordPause = config.WordPause is null ? null : Pause(config.WordPause),
        };
    }

    /// <param name="prefix">Of the fields in errors.</param>
    /// <param name="mirror">As it came.</param>
    /// <param name="rotateDegrees">As it came.</param>
    /// <param name="region">As it came; null: all.</param>
    /// <exception cref="InvalidRequestException">A field is out of range.</exception>
    public static PictureView View(string prefix, bool mirror, int rotateDegrees, Region? region)
    {
        if (rotateDegrees is not (0 or 90 or 180 or 270))
            throw new InvalidRequestException($"{prefix}rotate_degrees", rotateDegrees, "0, 90, 180 or 270");
        if (region is null)
            return new PictureView(mirror, rotateDegrees, RegionOfInterest.All);
        CheckSides($"{prefix}region.left", region.Left, $"{prefix}region.right", region.Right);
        CheckSides($"{prefix}region.top", region.Top, $"{prefix}region.bottom", region.Bottom);
        return new PictureView(mirror, rotateDegrees,
            new RegionOfInterest(region.Left, region.Top, region.Right, region.Bottom));
    }

    /// <exception cref="InvalidRequestException">Missing, negative or not a duration.</exception>
    public static TimeSpan Time(string field, Duration? duration)
    {
        if (duration is null || duration.Seconds is < 0 or > 315_576_000_000 || duration.Nanos is < 0 or > 999_999_999)
            throw new InvalidRequestException(field,
                duration is null ? null : $"{duration.Seconds} s {duration.Nanos} ns", "a duration of 0 s or more");
        return duration.ToTimeSpan();
    }

    private static TimeSpan Pause(Duration duration)
    {
        var pause = Time("config.word_pause", duration);
        return pause >= ShortestPause && pause <= LongestPause
            ? pause
            : throw new InvalidRequestException("config.word_pause", pause,
                $"{ShortestPause.TotalSeconds} s to {LongestPause.TotalSeconds} s");
    }

    private static void CheckSides(string lowField, float low, string highField, float high)
    {
        if (!(low is >= 0 and < 1))
            throw new InvalidRequestException(lowField, low, "0 to below 1");
        if (!(high > low && high <= 1))
            throw new InvalidRequestException(highField, high, $"above {lowField} to 1");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex DeviceId();
}
