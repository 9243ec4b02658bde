using System.CommandLine;
using System.Globalization;
using Kws.Audio;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary>The command line of <c>kws listen</c>.</summary>
internal sealed class ListenOptions
{
    public Argument<string> Source { get; } =
        new("FILE") { Description = "A WAV, FLAC or Opus file, or - for live audio on standard input (raw or WAV)" };

    public ServerAddress Server { get; } = ServerAddress.OfAudioInference();

    public Option<int> Rate { get; } = BoundedOption.Create(
        "--rate", "Sample rate of raw audio on standard input, in Hz", 16000, WavLimits.MinSampleRateHz,
        WavLimits.MaxSampleRateHz);

    public Option<string> Encoding { get; } = new("--encoding")
    {
        Description = "Encoding of raw audio on standard input: s16le, f32le or mulaw",
        DefaultValueFactory = _ => "s16le",
    };

    public Option<double> ChunkMs { get; } =
        BoundedOption.Create("--chunk-ms", "Audio a message, in milliseconds", 20.0, 1, 1000);

    public Option<bool> Fast { get; } =
        new("--fast") { Description = "Send a file as fast as the server takes it, not in real time" };

    public Option<int> Devices { get; } =
        BoundedOption.Create("--devices", "Devices that stream the same file at once", 1, 1, 10_000);

    public Option<string> DeviceId { get; } = new("--device-id")
    {
        Description = "Name of the device; several get -1, -2 ... appended",
        DefaultValueFactory = _ => "kws-cli",
    };

    public Option<string?> RecordingId { get; } = new("--recording-id")
    {
        Description = "Name of the recording: the same audio under the same name gives the same keyword ids",
    };

    public Option<string?> Keywords { get; } = new(KeywordChoices.Option)
    {
        Description = "Keywords to report, with thresholds if you like: yes,no=0.8 (all of the model's)",
    };

    public Option<string> Isolation { get; } = new Option<string>("--isolation")
    {
        Description = "Whether a word must stand by itself: required, preferred (a very clear one need not) or off; "
            + "auto: required with a model that can tell",
        DefaultValueFactory = _ => "auto",
    }.AcceptOnlyFromAmong("auto", "required", "preferred", "off");

    public Option<double> RetryFor { get; } =
        BoundedOption.Create("--retry-for", "Seconds to try to reach a lost server again", 30.0, 0, 86_400);

    public Option<bool> Json { get; } = CommonOptions.Json();

    public Option<bool> Verbose { get; } = CommonOptions.Verbose();

    public void AddTo(Command command)
    {
        command.Arguments.Add(Source);
        Option[] all = [Server.Option, Fast, ChunkMs, Rate, Encoding, Keywords, Isolation, Devices, DeviceId,
            RecordingId, RetryFor, Json, Verbose];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public ListenSettings Settings(ParseResult parsed, bool isLive) => new()
    {
        Chunk = TimeSpan.FromMilliseconds(parsed.GetValue(ChunkMs)),
        // A live stream comes at its own pace already.
        RealTime = !parsed.GetValue(Fast) && !isLive,
        RetryFor = TimeSpan.FromSeconds(parsed.GetValue(RetryFor)),
        Keywords = KeywordChoices.Parse(parsed.GetValue(Keywords)),
        Isolation = IsolationOf(parsed.GetValue(Isolation)),
        WantNearMisses = parsed.GetValue(Verbose),
        RecordingId = parsed.GetValue(RecordingId),
    };

    private static Isolation IsolationOf(string? text) => text switch
    {
        "required" => Kws.Audio.V1.Isolation.Required,
        "preferred" => Kws.Audio.V1.Isolation.Preferred,
        "off" => Kws.Audio.V1.Isolation.Off,
        _ => Kws.Audio.V1.Isolation.Unspecified,
    };
}

/// <summary>Reads <c>--keywords yes,no=0.8</c>.</summary>
internal static class KeywordChoices
{
    public const string Option = "--keywords";

    /// <summary>The keywords, each with its own threshold if one was given; empty for null.</summary>
    public static IReadOnlyList<KeywordChoice> Parse(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ParseOne)];

    private static KeywordChoice ParseOne(string text)
    {
        var parts = text.Split('=', 2);
        var choice = new KeywordChoice { Label = parts[0] };
        if (parts.Length == 1)
            return choice;
        if (!float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            || !(threshold is > 0 and <= 1))
            throw new BadInputException(Option, text, "a threshold must be above 0 and at most 1, such as yes=0.8");
        choice.Threshold = threshold;
        return choice;
    }
}
