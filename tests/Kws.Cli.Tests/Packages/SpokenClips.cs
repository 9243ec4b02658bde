using Kws.Audio;
using Kws.Cli.Audio;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Packages;

/// <summary>
/// Each keyword and another word, spoken once by espeak-ng, the same without one keyword, and hiss: noise that is cut
/// from a recording takes a third of the time of noise by formula. Shared by the tests of a class.
/// </summary>
public sealed class SpokenClips : IAsyncLifetime
{
    private static readonly string[] s_words =
        ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "house"];
    private readonly TemporaryFolder _folder = new();

    /// <summary>Ten of the words.</summary>
    public static IReadOnlyList<string> Keywords => s_words[..^1];

    /// <summary>Eleven words.</summary>
    public string Path => _folder["all"];

    /// <summary>All but "up".</summary>
    public string WithoutUp => _folder["without-up"];

    /// <summary>A folder of background recordings.</summary>
    public string Noise => _folder["noise"];

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Noise);
        var random = new Random(1);
        float[] hiss = [.. Enumerable.Range(0, 160_000).Select(_ => 0.1f * (random.NextSingle() - 0.5f))];
        await File.WriteAllBytesAsync(_folder["noise", "hiss.wav"], WavWriter.ToPcm16(16_000, hiss)).WithTimeout();
        foreach (var word in s_words)
        {
            var spoken = await SpokenRecording.SpeakAsync([word], ["en-us"], seed: 1, default)
                .WithTimeout();
            var wav = Second(spoken).ToWav();
            foreach (var folder in word == "up" ? (string[])["all"] : ["all", "without-up"])
            {
                Directory.CreateDirectory(_folder[folder, word]);
                await File.WriteAllBytesAsync(_folder[folder, word, "a_nohash_0.wav"], wav).WithTimeout();
            }
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The second in which the word is, as in the clips of Speech Commands.</summary>
    private static Recording Second(SpokenRecording spoken)
    {
        var start = (int)spoken.Words[0].StartSample - 3_000;
        return new Recording(16_000, spoken.Audio.Samples[start..(start + 16_000)]);
    }
}
