namespace Kws.Evaluation.Tests;

public class NonKeywordAudioTests
{
    private const int Minute = 960_000;
    private static readonly string[] s_keywords = ["yes", "no"];
    private static readonly string[] s_words = ["yes", "apple", "No", "river"];

    // A recording to cut from: noise by formula would be most of these tests' time.
    private static readonly NoiseBank s_noises = new([Tones.Clip(150, 16_000, 0, 16_000)]);

    [Trait("Duration", "Long")]
    [Fact]
    public async Task MinuteAsync_AnyNumber_IsAMinuteWithoutTheKeywordsInVoicesThatTheTrainerLacks()
    {
        var voice = new Voice();
        var minutes = await MinutesAsync(Audio(voice), 12);
        Assert.All(minutes, minute => Assert.Equal(Minute, minute.Samples.Length));
        Assert.All(minutes, minute =>
            Assert.True(Array.TrueForAll(minute.Samples, sample => sample is >= -1 and <= 1)));
        Assert.True(minutes.DistinctBy(minute => minute.Kind).Count() >= 3, "fewer than three kinds");
        Assert.NotEmpty(voice.Texts);
        Assert.All(voice.Texts, text => Assert.DoesNotMatch(@"(?i)\b(yes|no)\b", text));

        var trainer =
            await File.ReadAllTextAsync(Repository.PathOf("training", "kws_training", "keyword", "speech_synthesis.py"))
            .WithTimeout();
        Assert.Contains("\"klatt\"", trainer, StringComparison.Ordinal);
        string[] variants = [.. voice.Voices.Select(name => name.Split('+')[1]).Distinct()];
        Assert.True(variants.Length > 5);
        Assert.All(variants, variant => Assert.DoesNotContain($"\"{variant}\"", trainer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MinuteAsync_SameSeedAndNumber_IsTheSameAndNeighboursDiffer()
    {
        var audio = Audio(null);
        var first = await audio.MinuteAsync(3, 4, CancellationToken.None).WithTimeout();
        Assert.Equal(first.Samples, (await audio.MinuteAsync(3, 4, CancellationToken.None).WithTimeout()).Samples);
        Assert.NotEqual(first.Samples, (await audio.MinuteAsync(3, 5, CancellationToken.None).WithTimeout()).Samples);
        Assert.NotEqual(first.Samples, (await audio.MinuteAsync(4, 4, CancellationToken.None).WithTimeout()).Samples);
    }

    [Fact]
    public async Task MinuteAsync_WithSentences_MakesThreeQuartersOfTheTextOfThem()
    {
        var voice = new Voice();
        NonKeywordAudio audio =
            new(Tones.Clips(), s_noises, s_keywords, s_words, voice.SpeakAsync, ["The kettle was still warm."]);
        var minutes = await MinutesAsync(audio, 12);
        Assert.Contains(minutes, minute => minute.Kind == "synthetic everyday talk");
        Assert.DoesNotContain(minutes, minute => minute.Kind == "synthetic talk");
        string[] sentences =
            [.. voice.Texts.SelectMany(text => text.Split('.', StringSplitOptions.RemoveEmptyEntries))];
        var share = sentences.Count(sentence =>
            sentence.Contains("kettle", StringComparison.Ordinal)) / (double)sentences.Length;
        Assert.InRange(share, 0.65, 0.85);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task MinuteAsync_WithoutSpeechOrOtherWords_IsNoiseOrQuiet()
    {
        var audio = new NonKeywordAudio(Tones.Clips()[..2], s_noises, s_keywords, [], null);
        var minutes = await MinutesAsync(audio, 8);
        Assert.All(minutes, minute => Assert.Contains(minute.Kind, (string[])["noise", "near silence"]));
    }

    [Fact]
    public async Task MinuteAsync_Cancelled_StopsSpeaking()
    {
        NonKeywordAudio audio =
            new([], s_noises, s_keywords, s_words, (_, _, _, _, cancellationToken) =>
                Task.FromCanceled<float[]>(cancellationToken));
        var cancelled = new CancellationToken(canceled: true);
        // Among so many minutes some are text.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            for (var number = 0; number < 12; number++)
                await audio.MinuteAsync(1, number, cancelled);
        }).WithTimeout();
    }

    private static NonKeywordAudio Audio(Voice? voice) =>
        new(Tones.Clips(), s_noises, s_keywords, s_words, voice is null ? null : voice.SpeakAsync);

    private static async Task<NonKeywordMinute[]> MinutesAsync(NonKeywordAudio audio, int count)
    {
        var minutes = new NonKeywordMinute[count];
        for (var number = 0; number < count; number++)
            minutes[number] = await audio.MinuteAsync(3, number, CancellationToken.None).WithTimeout();
        return minutes;
    }

    /// <summary>Says everything as a tone of ten seconds, and remembers it.</summary>
    private sealed class Voice
    {
        public List<string> Texts { get; } = [];

        public List<string> Voices { get; } = [];

        public Task<float[]> SpeakAsync(string text, string voice, int rateWpm, int pitch,
            CancellationToken cancellationToken)
        {
            Texts.Add(text);
            Voices.Add(voice);
            return Task.FromResult(Tones.Clip(700, 160_000, 0, 160_000));
        }
    }
}
