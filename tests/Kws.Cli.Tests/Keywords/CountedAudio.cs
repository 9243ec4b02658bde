using Kws.Cli.Audio;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>Audio whose samples tell their own position, for <see cref="ScriptedSpotter"/>.</summary>
internal static class CountedAudio
{
    public const int RateHz = 8000;

    public static Recording Seconds(double seconds) =>
        new(RateHz, [.. Enumerable.Range(0, (int)(seconds * RateHz)).Select(n => (short)(n & 0x7FFF))]);

    /// <summary>Writes it as a WAV file; the caller deletes the folder.</summary>
    public static string WriteTo(DirectoryInfo folder, double seconds)
    {
        var path = Path.Combine(folder.FullName, "counted.wav");
        File.WriteAllBytes(path, Seconds(seconds).ToWav());
        return path;
    }
}
