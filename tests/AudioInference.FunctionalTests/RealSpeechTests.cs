namespace AudioInference.FunctionalTests;

/// <summary>Validation clips in recorded noise, streamed in 20 ms chunks.</summary>
public sealed class RealSpeechTests
{
    private const int Rate = 16000;
    private const int WordAt = 3 * Rate;

    [SkippableTheory]
    [InlineData("yes", 3, "exercise")]
    [InlineData("no", 5, "dude")]
    [InlineData("stop", 2, "running")]
    public async Task Word_InNoise_IsOneKeywordWithItsBounds(string word, int clip, string noise)
    {
        var speech = await Recordings.WordAsync(word, clip);
        var background = await Recordings.NoiseAsync(noise);
        var (wordStart, wordEnd) = LoudPart(speech);
        await using var host = await SpotterHost.StartAsync();

        using var device = await Device.PlayAsync(host.Client, Device.Config(), Mix(background, speech));

        var keyword = Assert.Single(device.Keywords);
        Assert.Equal(word, keyword.Label);
        Assert.InRange(keyword.StartSample, WordAt + wordStart - Rate / 4, WordAt + wordStart + Rate / 4);
        Assert.InRange(keyword.EndSample, WordAt + wordEnd - Rate / 4, WordAt + wordEnd + Rate / 4);
    }

    /// <summary>The clip 10 dB above six seconds of noise.</summary>
    private static short[] Mix(float[] noise, float[] speech)
    {
        var mixed = noise.AsSpan(5 * Rate, 6 * Rate).ToArray();
        var gain = MathF.Sqrt(Power(speech) / Power(mixed) / 10);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = 0.7f * (mixed[i] * gain + (i >= WordAt && i < WordAt + speech.Length ? speech[i - WordAt] : 0));
        return Recordings.ToInt16(mixed);
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
        return (Array.FindIndex(levels, l => l > threshold) * Hop, Array.FindLastIndex(levels, l => l > threshold) * Hop + Frame);
    }
}
