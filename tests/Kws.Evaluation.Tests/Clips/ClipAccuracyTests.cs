using Kws.Models;
using Kws.TestSupport.Models;

namespace Kws.Evaluation.Tests;

public class ClipAccuracyTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int Silence = 0;
    private const int Unknown = 1;
    private const int Yes = 2;
    private const int No = 3;

    [Fact]
    public void Measure_KeywordsAndSilence_AreAnsweredAsTheyWereSaid()
    {
        var matrix = ClipAccuracy.Measure(tiny.Model, Tones.Clips()[..2], [new float[16_000]]);
        Assert.Equal((1, 1, 1, 3), (matrix[Yes, Yes], matrix[No, No], matrix[Silence, Silence], matrix.Total));
    }

    [Fact]
    public void Measure_WordThatIsNoLabel_CountsAsUnknown()
    {
        // The tiny model hears a low tone as "yes", whatever its folder is called.
        var matrix =
            ClipAccuracy.Measure(tiny.Model, [new LabelledClip("bird", Tones.Clip(Tones.YesHertz))], []);
        Assert.Equal((1, 1), (matrix[Unknown, Yes], matrix.Total));
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("unknown")]
    public void Measure_FolderNamedLikeAFiller_CountsAsUnknown(string word) =>
        Assert.Equal(1, ClipAccuracy.Measure(tiny.Model, [new LabelledClip(word, Tones.Clip(Tones.YesHertz))], [])
            .Count(Unknown));

    [Fact]
    public void Measure_ShortClip_IsPaddedAndOfALongOneTheFirstWindowCounts()
    {
        var shortOne = new LabelledClip("yes", Tones.Clip(Tones.YesHertz, length: 9_000, start: 0, end: 9_000));
        var longOne = new LabelledClip("no",
            [.. Tones.Clip(Tones.NoHertz), .. Tones.Clip(Tones.YesHertz, start: 0, end: 16_000)]);
        var matrix = ClipAccuracy.Measure(tiny.Model, [shortOne, longOne], []);
        Assert.Equal((1, 1), (matrix[Yes, Yes], matrix[No, No]));
    }

    [Fact]
    public void Measure_EmptyClip_IsSilenceToTheModel() =>
        Assert.Equal(1, ClipAccuracy.Measure(tiny.Model, [new LabelledClip("yes", [])], [])[Yes, Silence]);

    [Fact]
    public void Measure_NothingAtAll_HasNoAnswers() => Assert.Equal(0, ClipAccuracy.Measure(tiny.Model, [], []).Total);

    [Fact]
    public void Measure_MoreClipsThanABatch_AnswersEachAndTellsItsProgress()
    {
        LabelledClip[] clips = [.. Enumerable.Range(0, 70).Select(i => Tones.Clips()[i % 2])];
        List<(int, int)> progress = [];
        var matrix =
            ClipAccuracy.Measure(tiny.Model, clips, [], (done, total) => progress.Add((done, total)));
        Assert.Equal((35, 35), (matrix[Yes, Yes], matrix[No, No]));
        Assert.Equal([(32, 70), (64, 70), (70, 70)], progress);
    }

    [Fact]
    public void Measure_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(
        () => ClipAccuracy.Measure(tiny.Model, Tones.Clips(), [], null, new CancellationToken(canceled: true)));

    [Fact]
    public void Measure_ModelWithoutFillers_IsRefusedNamingWhatItHas()
    {
        using var models = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(models.Path,
            change: manifest => manifest["labels"]![Unknown] = "other");
        using var model = KeywordModel.Load(folder);
        var refusal = Assert.Throws<ArgumentException>(() => ClipAccuracy.Measure(model, [], []));
        Assert.Contains("'unknown'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("other", refusal.Message, StringComparison.Ordinal);
    }
}
