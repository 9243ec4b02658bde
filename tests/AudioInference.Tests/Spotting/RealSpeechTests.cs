using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>Validation clips in recorded noise, streamed in 20 ms chunks.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class RealSpeechTests(ShippedSpotter spotter) : IDisposable
{
    private const int Rate = 16000;
    private const int WordAt = 3 * Rate;

    public void Dispose() => Host.Logs.AssertNoErrors();

    private SpotterHost Host => spotter.Host;

    [SkippableTheory]
    [InlineData("yes", 3, "exercise")]
    [InlineData("no", 5, "dude")]
    [InlineData("stop", 2, "running")]
    public async Task Word_InNoise_IsOneKeywordWithItsBounds(string word, int clip, string noise)
    {
        var speech = await TestAudio.WordAsync(word, clip);
        var background = await TestAudio.NoiseAsync(noise);
        var (wordStart, wordEnd) = LoudPart(speech);
        using var device = await Device.PlayAsync(Host.Client, Device.Config(), Mix(background, speech));

        var keyword = Assert.Single(device.Keywords);
        Assert.Equal(word, keyword.Label);
        Assert.InRange(keyword.StartSample, WordAt + wordStart - Rate / 4, WordAt + wordStart + Rate / 4);
        Assert.InRange(keyword.EndSample, WordAt + wordEnd - Rate / 4, WordAt + wordEnd + Rate / 4);
    }

    [SkippableFact]
    public async Task ManyWords_InOneNoisyStream_AreHeardOnceAndPlaced()
    {
        var (audio, spoken) = await SpeakAsync(count: 60);
        using var device = await Device.PlayAsync(Host.Client, Device.Config(), audio);

        var heard = device.Keywords.ToList();
        var found = spoken.Select(word => (Word: word, Heard: heard.Where(word.IsNear).ToList())).ToList();
        Assert.All(found, f =>
            Assert.True(f.Heard.Count <= 1, $"'{f.Word.Label}' at {f.Word.Start} was heard {f.Heard.Count} times"));
        var right = found.Where(f => f.Heard.Any(k => k.Label == f.Word.Label))
            .Select(f => (f.Word, Keyword: f.Heard[0])).ToList();
        Assert.InRange(right.Count, 42, 60);
        Assert.True(heard.Count - right.Count <= 3,
            $"{heard.Count - right.Count} of {heard.Count} detections are no such word");
        // The clips whose loud part is longer than any of the words are noisy themselves: they say nothing of the
        // word's end.
        var clean = right.Where(r => r.Word.End - r.Word.Start < 0.6 * Rate).ToList();
        Assert.All(clean, r => Assert.InRange(r.Keyword.StartSample - r.Word.Start, -Rate / 4, Rate / 4));
        Assert.All(clean, r => Assert.InRange(r.Keyword.EndSample - r.Word.End, -Rate / 4, Rate / 4));
    }

    private sealed record Spoken(string Label, long Start, long End)
    {
        public bool IsNear(Keyword keyword) => keyword.DecidedSample > Start - Rate / 4
            && keyword.DecidedSample < End + 3 * Rate / 2;
    }

    /// <summary>Validation clips of all keywords, one each 3 s, 10 dB above continuous noise.</summary>
    private static async Task<(short[] Audio, List<Spoken> Words)> SpeakAsync(int count)
    {
        const int Gap = 3 * Rate;
        var noise = await TestAudio.NoiseAsync("exercise");
        var audio = Enumerable.Range(0, (count + 1) * Gap).Select(i => noise[i % noise.Length]).ToArray();
        var spoken = new List<Spoken>();
        for (var i = 0; i < count; i++)
        {
            var label = TestAudio.Words[i % TestAudio.Words.Length];
            var clip = await TestAudio.WordAsync(label, i / TestAudio.Words.Length);
            var at = Rate + i * Gap;
            var gain = MathF.Sqrt(10 * Power(noise) / Power(clip));
            for (var k = 0; k < clip.Length; k++)
                audio[at + k] += clip[k] * gain;
            var (start, end) = LoudPart(clip);
            spoken.Add(new Spoken(label, at + start, at + end));
        }
        var peak = audio.Max(Math.Abs);
        return (TestAudio.ToInt16(audio.Select(x => x / peak)), spoken);
    }

    /// <summary>The clip 10 dB above six seconds of noise.</summary>
    private static short[] Mix(float[] noise, float[] speech)
    {
        var mixed = noise.AsSpan(5 * Rate, 6 * Rate).ToArray();
        var gain = MathF.Sqrt(Power(speech) / Power(mixed) / 10);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = 0.7f * (mixed[i] * gain + (i >= WordAt && i < WordAt + speech.Length ? speech[i - WordAt] : 0));
        return TestAudio.ToInt16(mixed);
    }

    private static float Power(float[] samples) => samples.Sum(s => s * s) / samples.Length;

    /// <summary>First and last sample of what is within 28 dB of the clip's loudest 25 ms.</summary>
    private static (int Start, int End) LoudPart(float[] clip)
    {
        const int Frame = 400, Hop = 160;
        var levels = Enumerable.Range(0, 1 + (clip.Length - Frame) / Hop)
            .Select(i => 10 * Math.Log10(Power(clip[(i * Hop)..(i * Hop + Frame)]) + 1e-10)).ToArray();
        var floor = levels.Order().ElementAt(levels.Length / 10);
        var threshold = Math.Max(levels.Max() - 28, floor + 0.25 * (levels.Max() - floor));
        return (Array.FindIndex(levels, l => l > threshold) * Hop,
            Array.FindLastIndex(levels, l => l > threshold) * Hop + Frame);
    }
}
