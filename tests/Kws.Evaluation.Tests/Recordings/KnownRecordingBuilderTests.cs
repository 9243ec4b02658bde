namespace Kws.Evaluation.Tests;

public class KnownRecordingBuilderTests
{
    private static readonly string[] s_keywords = ["yes", "no"];
    private static readonly NoiseBank s_noises = new([Hiss()]);

    [Fact]
    public void Build_SameSeed_GivesTheSameRecordingAndAnotherSeedAnother()
    {
        var builder = Builder();
        var first = builder.Build(7, minutes: 1, keywordCount: 6, otherCount: 4);
        Assert.Equal(first.Samples, builder.Build(7, minutes: 1, keywordCount: 6, otherCount: 4).Samples);
        Assert.NotEqual(first.Samples, builder.Build(8, minutes: 1, keywordCount: 6, otherCount: 4).Samples);
    }

    [Fact]
    public void Build_Words_StandApartInOrderInsideTheRecordingAndInItsRange()
    {
        var recording = Builder().Build(1, minutes: 2, keywordCount: 20, otherCount: 10);
        Assert.Equal(60 * 2 * 16_000, recording.Samples.Length);
        Assert.Equal(20, recording.Spoken.Count);
        Assert.Equal(10, recording.Spoken.Count(word => word.Label == "yes"));
        Assert.All(recording.Spoken.Zip(recording.Spoken.Skip(1)),
            pair => Assert.True(pair.Second.Start - pair.First.Start >= 20_000));
        Assert.All(recording.Samples, sample => Assert.InRange(sample, -1f, 1f));
    }

    [Fact]
    public void Build_EachWord_IsAtLeastFiveDecibelsAboveTheNoiseBeforeIt()
    {
        var recording = Builder().Build(3, minutes: 2, keywordCount: 30, otherCount: 0);
        var clear = recording.Spoken.Count(word =>
        {
            var signal = Power(recording.Samples, word.Start + 500, word.End - 500);
            return signal > Power(recording.Samples, word.Start - 2_500, word.Start - 500) * Math.Pow(10, 0.4);
        });
        // Noise may change or knock at a word: a few can look quieter than they were laid.
        Assert.InRange(clear, 27, 30);
    }

    [Fact]
    public void Build_KeywordsThatDoNotDivide_AreSharedAsFarAsTheyGo()
    {
        var recording = Builder().Build(1, minutes: 1, keywordCount: 5, otherCount: 0);
        Assert.Equal((3, 2),
            (recording.Spoken.Count(word => word.Label == "yes"), recording.Spoken.Count(word => word.Label == "no")));
    }

    [Fact]
    public void Build_WithoutClipsOfOtherWords_LaysKeywordsAlone() =>
        Assert.Equal(4, new KnownRecordingBuilder(Tones.Clips()[..2], s_noises, s_keywords)
            .Build(1, minutes: 1, keywordCount: 4, otherCount: 9).Spoken.Count);

    [Fact]
    public void Build_KeywordWithoutAClip_IsNamed() => Assert.Contains("'no'",
        Assert.Throws<ArgumentException>(() =>
            new KnownRecordingBuilder(Tones.Clips()[..1], s_noises, s_keywords).Build(1, 1, 2, 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Build_MoreWordsThanFit_SaysHowLongEachTakes() =>
        Assert.Contains("1.5 s",
            Assert.Throws<ArgumentException>(() => Builder().Build(1, minutes: 1, keywordCount: 50)).Message,
            StringComparison.Ordinal);

    private static float[] Hiss()
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, 32_000).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static KnownRecordingBuilder Builder() => new(Tones.Clips(), s_noises, s_keywords);

    private static double Power(float[] samples, int start, int end) =>
        samples[Math.Max(0, start)..Math.Max(1, end)].Select(sample => (double)sample * sample).Average();
}
