using Kws.Audio.V1;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary>How the bytes of mono audio are to be read.</summary>
internal sealed record AudioFormat(int SampleRateHz, Encoding Encoding)
{
    public int BytesPerSample => Encoding switch
    {
        Encoding.S16Le => 2,
        Encoding.F32Le => 4,
        Encoding.Mulaw => 1,
        _ => throw new InvalidOperationException($"no such encoding: {Encoding}"),
    };

    /// <summary>The names that <c>--encoding</c> takes.</summary>
    public static IReadOnlyDictionary<string, Encoding> EncodingNames { get; } = new Dictionary<string, Encoding>
    {
        ["s16le"] = Encoding.S16Le,
        ["f32le"] = Encoding.F32Le,
        ["mulaw"] = Encoding.Mulaw,
    };

    /// <summary>Samples in a stretch of time, rounded to the nearest.</summary>
    public int SamplesIn(TimeSpan time) => (int)Math.Round(time.TotalSeconds * SampleRateHz);

    /// <summary>How long so many samples last.</summary>
    public TimeSpan DurationOf(long samples) => TimeSpan.FromSeconds((double)samples / SampleRateHz);

    public static Encoding ParseEncoding(string field, string name) =>
        EncodingNames.TryGetValue(name, out var encoding)
            ? encoding
            : throw new BadInputException(field, name, $"it must be one of {string.Join(", ", EncodingNames.Keys)}");
}
