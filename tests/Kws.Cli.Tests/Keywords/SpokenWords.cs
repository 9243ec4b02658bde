using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

/// <summary>The demo's words in a WAV file: speech that every machine can make.</summary>
internal static class SpokenWords
{
    private static readonly string[] Words = ["yes", "no", "left", "stop"];

    /// <summary>Writes them to a file in the folder, spoken one after another.</summary>
    public static async Task<string> WriteToAsync(DirectoryInfo folder)
    {
        var spoken = await SpokenRecording.SpeakAsync(Words, ["en-us"], seed: 1, default).WithTimeout();
        var path = Path.Combine(folder.FullName, "words.wav");
        await File.WriteAllBytesAsync(path, spoken.Audio.ToWav()).WithTimeout();
        return path;
    }
}
