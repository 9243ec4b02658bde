namespace Kws.ShippedModels.Tests;

/// <summary>Guards the packages on any machine: words spoken by espeak-ng on the spot, and kinds of silence.</summary>
public sealed class SynthesisedSpeechTests
{
    private static readonly string[] Voices = ["en-us", "en-gb", "en-us+f3"];

    public static TheoryData<string> Packages => KeywordPackages.Names;

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Package_HearsTheKeywordsThatEspeakSays(string name)
    {
        using var classifier = new KeywordClassifier(KeywordPackages.Load(name));
        string[] keywords = [.. classifier.Model.Labels.Except(["silence", "unknown"])];
        var wrong = new List<string>();
        foreach (var word in keywords)
        {
            foreach (var voice in Voices)
            {
                var heard = classifier.Classify(Centred(await SharedAudio.SpokenAsync(word, voice)));
                if (heard != word)
                    wrong.Add($"{word} by {voice} as {heard}");
            }
        }
        Assert.True(wrong.Count <= keywords.Length * Voices.Length / 5, $"{name} heard {string.Join("; ", wrong)}");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_HearsNoWordInSilence(string name)
    {
        using var classifier = new KeywordClassifier(KeywordPackages.Load(name));
        var random = new Random(7);
        foreach (var gain in (float[])[0, 1 / 32768f, 1e-4f, 1e-3f, 1e-2f, 0.1f])
        {
            float[] hiss = [.. Enumerable.Range(0, 16_000).Select(_ => gain * (2 * random.NextSingle() - 1))];
            Assert.Equal("silence", classifier.Classify(hiss));
            float[] hum =
                [.. Enumerable.Range(0, 16_000).Select(n => gain * MathF.Sin(2 * MathF.PI * 50 * n / 16_000f))];
            Assert.Equal("silence", classifier.Classify(hum));
        }
    }

    /// <summary>The word in the middle of a second, with a microphone's faint noise around it.</summary>
    private static float[] Centred(float[] word)
    {
        var random = new Random(3);
        float[] window = [.. Enumerable.Range(0, KeywordClassifier.WindowSamples)
            .Select(_ => 1e-4f * (2 * random.NextSingle() - 1))];
        var start = Math.Max(0, (window.Length - word.Length) / 2);
        for (var n = 0; n < word.Length && start + n < window.Length; n++)
            window[start + n] += word[n];
        return window;
    }
}
