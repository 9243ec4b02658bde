namespace Kws.Evaluation.Tests;

public class RecordingTests
{
    private static readonly string[] s_keywords = ["yes", "no"];
    private static readonly NoiseBank s_noises = new([]);

    [Fact]
    public void WordExtent_ToneAmidSilence_IsFoundWithinTwoBlocks()
    {
        (int start, int end) = WordExtent.Find(Tone(16_000, 5_000, 9_000));
        Assert.InRange(start, 5_000 - 320, 5_000);
        Assert.InRange(end, 9_000, 9_000 + 480);
    }

    [Fact]
    public void WordExtent_GapOfAClosure_IsBridged()
    {
        float[] word = Tone(16_000, 4_000, 6_000);
        Tone(16_000, 7_500, 9_000).AsSpan(6_500).CopyTo(word.AsSpan(6_500));
        Assert.InRange(WordExtent.Find(word).End, 9_000, 9_480);
    }

    [Fact]
    public void Build_SameSeed_GivesTheSameRecordingAndAnotherSeedAnother()
    {
        KnownRecordingBuilder builder = new(Clips(), s_noises, s_keywords);
        KnownRecording first = builder.Build(7, minutes: 1, keywordCount: 6, otherCount: 4);
        Assert.Equal(first.Samples, builder.Build(7, minutes: 1, keywordCount: 6, otherCount: 4).Samples);
        Assert.NotEqual(first.Samples, builder.Build(8, minutes: 1, keywordCount: 6, otherCount: 4).Samples);
    }

    [Fact]
    public void Build_Words_StandApartInOrderInsideTheRecordingAndInItsRange()
    {
        KnownRecording recording = new KnownRecordingBuilder(Clips(), s_noises, s_keywords).Build(1, minutes: 2, keywordCount: 20, otherCount: 10);
        Assert.Equal(60 * 2 * 16_000, recording.Samples.Length);
        Assert.Equal(20, recording.Spoken.Count);
        Assert.Equal(10, recording.Spoken.Count(word => word.Label == "yes"));
        Assert.All(recording.Spoken.Zip(recording.Spoken.Skip(1)), pair => Assert.True(pair.Second.Start - pair.First.Start >= 20_000));
        Assert.All(recording.Samples, sample => Assert.InRange(sample, -1f, 1f));
    }

    [Fact]
    public void Build_MoreWordsThanFit_SaysHowLongEachTakes() =>
        Assert.Contains("1.5 s", Assert.Throws<ArgumentException>(() => new KnownRecordingBuilder(Clips(), s_noises, s_keywords).Build(1, minutes: 1, keywordCount: 50)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task MinuteAsync_AnyNumber_IsAMinuteWithoutTheKeywords()
    {
        List<string> texts = [];
        NonKeywordAudio audio = new(Clips(), s_noises, s_keywords, ["yes", "apple", "No", "river"], (text, _, _, _, _) =>
        {
            texts.Add(text);
            return Task.FromResult(Tone(160_000, 0, 160_000));
        });
        HashSet<string> kinds = [];
        for (int number = 0; number < 12; number++)
        {
            NonKeywordMinute minute = await audio.MinuteAsync(3, number, CancellationToken.None).WithTimeout();
            kinds.Add(minute.Kind);
            Assert.Equal(960_000, minute.Samples.Length);
            Assert.True(Array.TrueForAll(minute.Samples, float.IsFinite));
        }
        Assert.True(kinds.Count >= 3, $"only {string.Join(", ", kinds)}");
        Assert.All(texts, text => Assert.DoesNotContain("yes", text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Draw_Silences_HaveTheLengthAndIncludeDigitalZero()
    {
        IReadOnlyList<float[]> windows = Silences.Draw(s_noises, 21, 16_000, 1);
        Assert.All(windows, window => Assert.Equal(16_000, window.Length));
        Assert.All(windows[0], sample => Assert.Equal(0f, sample));
        Assert.Contains(windows[1], sample => sample != 0);
    }

    private static LabelledClip[] Clips() =>
        [new("yes", Tone(16_000, 4_000, 12_000)), new("no", Tone(15_000, 3_000, 9_000)), new("bird", Tone(16_000, 5_000, 10_000))];

    private static float[] Tone(int length, int start, int end)
    {
        float[] samples = new float[length];
        for (int i = start; i < Math.Min(end, length); i++)
            samples[i] = 0.4f * MathF.Sin(i * 0.3f);
        return samples;
    }
}
