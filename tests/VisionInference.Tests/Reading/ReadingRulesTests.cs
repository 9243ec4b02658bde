using Kws.Models;
using Kws.VisionInference.Reading;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Tests.Reading;

/// <summary>Which letter posteriors say, and the mean that is asked.</summary>
public sealed class ReadingRulesTests : IDisposable
{
    private static readonly ReadingRules s_rules = new(["A", "B", "nothing"], 0.5f, SmoothingFrames: 3,
        CommitFrames: 4, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(1.5));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.6f, 0.3f, 0.1f, 0)]
    [InlineData(0.2f, 0.7f, 0.1f, 1)]
    [InlineData(0.5f, 0.3f, 0.2f, 0)]
    [InlineData(0.499f, 0.3f, 0.201f, -1)]
    [InlineData(0.1f, 0.1f, 0.8f, -1)]
    public void Decide_OfPosteriors_GivesASureLetterOrNone(float a, float b, float nothing, int expected) =>
        Assert.Equal(expected, s_rules.Decide([a, b, nothing]));

    [Fact]
    public void Of_AModel_TakesItsSettings()
    {
        var manifest = ModelPackage.Load(TinySignModel.WritePackage(_folder.Path, change: document =>
            document["reading"] = System.Text.Json.Nodes.JsonNode.Parse(
                """
                {"minimum_posterior":0.75,"smoothing_frames":2,"commit_frames":9,"commit_ms":450,"word_pause_ms":2500}
                """))).Manifest;

        var rules = ReadingRules.Of(manifest, wordPause: null);

        Assert.Equal((0.75f, 2, 9), (rules.MinimumPosterior, rules.SmoothingFrames, rules.CommitFrames));
        Assert.Equal(TimeSpan.FromMilliseconds(450), rules.CommitTime);
        Assert.Equal(TimeSpan.FromMilliseconds(2500), rules.WordPause);
        Assert.Equal(TinySignModel.Labels, rules.Labels);
    }

    [Fact]
    public void Of_ADeviceWithItsOwnPause_TakesThat()
    {
        var manifest = ModelPackage.Load(TinySignModel.WritePackage(_folder.Path)).Manifest;

        Assert.Equal(TimeSpan.FromSeconds(3), ReadingRules.Of(manifest, TimeSpan.FromSeconds(3)).WordPause);
    }

    [Fact]
    public void HasLabelsOf_OtherOrder_IsFalse()
    {
        Assert.True(s_rules.HasLabelsOf(s_rules with { Labels = ["A", "B", "nothing"], CommitFrames = 1 }));
        Assert.False(s_rules.HasLabelsOf(s_rules with { Labels = ["B", "A", "nothing"] }));
        Assert.False(s_rules.HasLabelsOf(s_rules with { Labels = ["A", "B"] }));
    }

    [Fact]
    public void Average_OfMoreFramesThanItHolds_IsThatOfTheLast()
    {
        var average = new PosteriorAverage(frames: 3, labels: 2);

        Assert.Equal([1, 0], average.Add([1, 0]).ToArray());
        Assert.Equal([0.5f, 0.5f], average.Add([0, 1]).ToArray());
        Assert.Equal([1 / 3f, 2 / 3f], average.Add([0, 1]).ToArray());
        Assert.Equal([0, 1], average.Add([0, 1]).ToArray());
    }

    [Fact]
    public void Average_AfterReset_EqualsNew()
    {
        var average = new PosteriorAverage(frames: 3, labels: 2);
        average.Add([1, 0]);
        average.Add([1, 0]);

        average.Reset();

        Assert.Equal([0, 1], average.Add([0, 1]).ToArray());
        Assert.Equal([0.5f, 0.5f], average.Add([1, 0]).ToArray());
    }

    [Fact]
    public void Average_OfAMillionFrames_DoesNotDrift()
    {
        var average = new PosteriorAverage(frames: 5, labels: 1);
        var random = new Random(1);
        for (var frame = 0; frame < 1_000_000; frame++)
            average.Add([random.NextSingle()]);
        var last = 0f;
        for (var frame = 0; frame < 5; frame++)
            last = average.Add([0.25f])[0];

        Assert.Equal(0.25f, last);
    }

    [Fact]
    public void Adopt_HeldLetterIsNoneOfTheNextModel_GapBeginsAnew()
    {
        var committer = new LetterCommitter(s_rules);
        var time = TimeSpan.Zero;
        void Show(int frames, params float[] posteriors)
        {
            for (var i = 0; i < frames; i++, time += TimeSpan.FromMilliseconds(33))
                Assert.Null(committer.Add(posteriors, time));
        }
        for (var i = 0; i < 4; i++, time += TimeSpan.FromMilliseconds(33))
            committer.Add([1, 0, 0], time);
        Show(4, 0, 0.9f, 0.1f);

        // "B" had been held for two frames; one frame of nothing is no gap after which "A" may come again.
        committer.Adopt(s_rules with { Labels = ["A", "nothing"] });
        Show(1, 0, 1);
        Show(10, 1, 0);
    }

    [Fact]
    public void Best_OfRankedLetters_OrdersThemAndKeepsTheLabelsOrderAmongEquals()
    {
        var best = RankedLetter.Best(["A", "B", "C", "D"], [0.1f, 0.4f, 0.4f, 0.1f], 3);

        Assert.Equal([new("B", 0.4f), new("C", 0.4f), new RankedLetter("A", 0.1f)], best);
        Assert.Equal(4, RankedLetter.Best(["A", "B", "C", "D"], [0, 0, 0, 1], 100).Count);
    }
}
