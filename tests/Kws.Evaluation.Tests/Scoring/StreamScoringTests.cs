using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Scores made-up posteriors: a decision every 1,600 samples, window 15,920, one window of
/// smoothing.</summary>
public class StreamScoringTests
{
    private const int Second = 16_000;

    [Fact]
    public void Score_EventWithinASecondOfItsWord_IsAHit() =>
        Assert.Equal((1, 0),
            Counts(Heard([(50, "yes", 0.95f)],
            new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Theory]
    [InlineData(0, 8_000, true)]
    [InlineData(1, 8_000, false)]
    [InlineData(-40_000, -Second, true)]
    [InlineData(-40_000, -Second - 1, false)]
    public void Score_EventAtTheEdgesOfItsWordsTime_CountsToTheSample(int start, int end, bool isHit)
    {
        var at = AtDecision(50);
        var heard = Heard([(50, "yes", 0.95f)], new SpokenWord("yes", at + start, at + end));
        Assert.Equal(isHit ? (1, 0) : (0, 1), Counts(heard));
    }

    [Fact]
    public void Score_Hits_TellHowLongAfterTheirWordsTheyCame()
    {
        (int Decision, string Label, float Score)[] events =
            [.. Enumerable.Range(1, 10).Select(i => (i * 18, i % 2 == 0 ? "yes" : "no", 0.95f))];
        SpokenWord[] words =
            [.. events.Select((e, i) =>
            new SpokenWord(e.Label, AtDecision(e.Decision) - 9_000, AtDecision(e.Decision) - 800 * i))];
        var score = Score(Heard(events, words));
        Assert.Equal((10, 0.2, 0.4), (score.Hits, score.DelaySecondsP50!.Value, score.DelaySecondsP90!.Value));
        Assert.Null(Score(Heard([])).DelaySecondsP50);
    }

    [Fact]
    public void Score_EventBeforeItsWordEnds_HasANegativeDelay() =>
        Assert.Equal(-0.25,
            Score(Heard([(50, "yes", 0.95f)],
            new SpokenWord("yes", AtDecision(50) - 4_000, AtDecision(50) + 4_000))).DelaySecondsP50);

    [Fact]
    public void Score_EventOfAnotherLabel_IsConfused()
    {
        var score = Score(Heard([(50, "no", 0.95f)], Word("yes", 50)));
        Assert.Equal((0, 1, 1, 1), (score.Hits, score.Misses, score.FalseAlarms, score.Confused));
        Assert.Equal(1, score.FalseAlarmsByLabel["no"]);
    }

    [Fact]
    public void Score_EventFarFromAnyWord_IsAFalseAlarmButNotConfused()
    {
        var score = Score(Heard([(150, "no", 0.95f)], Word("yes", 50)));
        Assert.Equal((1, 0), (score.FalseAlarms, score.Confused));
    }

    [Fact]
    public void Score_SecondEventOfOneWordAfterTheDebounce_IsAFalseAlarm() =>
        Assert.Equal((1, 1),
            Counts(Heard([(50, "yes", 0.95f), (80, "yes", 0.95f)],
            new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    public void Score_EventsOfALabelWithinASecondOfItsLast_CountOnce(int decisionsApart, int falseAlarms)
    {
        // A short refractory period lets the detector report both.
        var scoring = new StreamScoring(Manifest(refractoryMs: 200));
        Assert.Equal(falseAlarms,
            scoring.Score([Heard([(50, "no", 0.95f), (50 + decisionsApart, "no", 0.95f)])]).FalseAlarms);
    }

    [Fact]
    public void Score_Debounce_CountsFromTheLastEventAndNotFromTheFirst()
    {
        var scoring = new StreamScoring(Manifest(refractoryMs: 200));
        Assert.Equal(1,
            scoring.Score(
            [Heard([(50, "no", 0.95f), (56, "no", 0.95f), (62, "no", 0.95f), (68, "no", 0.95f)])]).FalseAlarms);
    }

    [Fact]
    public void Score_EventsOfTwoLabelsWithinASecond_BothCount()
    {
        var scoring = new StreamScoring(Manifest(refractoryMs: 200));
        Assert.Equal(2, scoring.Score([Heard([(50, "no", 0.95f), (55, "yes", 0.95f)])]).FalseAlarms);
    }

    [Fact]
    public void Score_WordSaidTwice_NeedsAnEventEach()
    {
        SpokenWord[] twice = [Word("yes", 50), Word("yes", 70)];
        Assert.Equal((2, 0), Counts(Heard([(50, "yes", 0.95f), (70, "yes", 0.95f)], twice)));
        Assert.Equal((1, 0), Counts(Heard([(50, "yes", 0.95f)], twice)));
    }

    [Fact]
    public void Score_EventInTheTimeOfTwoWordsOfItsLabel_HitsTheFirstAndThenTheSecond()
    {
        // Said twice within a second: both times are open at both events.
        SpokenWord[] twice = [new("yes", AtDecision(45), AtDecision(49)), new("yes", AtDecision(46), AtDecision(50))];
        var scoring = new StreamScoring(Manifest(refractoryMs: 200));
        var one = scoring.Score([Heard([(52, "yes", 0.95f)], twice)]);
        Assert.Equal(AtDecision(46) / 16_000.0, Assert.Single(one.Missed).StartSeconds, 0.01);
    }

    [Fact]
    public void Score_MissedWords_AreNamedWithRecordingAndPlace()
    {
        var first = Heard([(50, "yes", 0.95f)], Word("yes", 50));
        var second = Heard([(50, "yes", 0.95f)], Word("yes", 50), new SpokenWord("no", 80_000, 88_000));
        Assert.Equal([new MissedWord(1, "no", 5)], new StreamScoring(Manifest()).Score([first, second]).Missed);
    }

    [Fact]
    public void Score_ThresholdsWithoutALabel_ReportNothingOfIt()
    {
        var heard = Heard([(50, "yes", 0.95f)], Word("yes", 50));
        var score = new StreamScoring(Manifest())
            .Score([heard], new Dictionary<string, float> { ["no"] = 0.5f });
        Assert.Equal((0, 1, 0), (score.Hits, score.Misses, score.FalseAlarms));
    }

    [Fact]
    public void Score_ThresholdOfAWordThatIsNoKeyword_IsRefused() =>
        Assert.Contains("'maybe'", Assert.Throws<ArgumentException>(
        () => new StreamScoring(Manifest()).Score([], new Dictionary<string, float> { ["maybe"] = 0.5f })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Constructor_ManifestWithoutDetection_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new StreamScoring(Manifest() with { Detection = null }));

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(1010, 11)]
    public void Plan_RefractoryPeriod_LastsAsManyDecisionsAsInTheService(int milliseconds, int decisions) =>
        Assert.Equal(decisions, new StreamScoring(Manifest(refractoryMs: milliseconds)).Plan().RefractoryDecisions);

    [Fact]
    public void Score_ManyRecordings_AddsHoursWordsAndRates()
    {
        var heard = Heard([(100, "no", 0.95f)], new SpokenWord("yes", 1, 2));
        var score = new StreamScoring(Manifest()).Score([heard, heard]);
        Assert.Equal((2, 2, 2), (score.Recordings, score.Words, score.Misses));
        Assert.Equal(2.0 * heard.SampleCount / 16_000 / 3600, score.Hours, 9);
        Assert.Equal(2 / score.Hours, score.FalseAlarmsAnHour, 9);
        Assert.Equal(1, score.MissShare);
    }

    [Fact]
    public void Score_NoRecordings_IsZeroEverywhere()
    {
        var score = new StreamScoring(Manifest()).Score([]);
        Assert.Equal((0, 0, 0, 0.0, 0.0, 0.0),
            (score.Words, score.Hits, score.FalseAlarms, score.Hours, score.FalseAlarmsAnHour, score.MissShare));
        Assert.Empty(score.Missed);
    }

    [Fact]
    public void Score_RecordingShorterThanAWindow_MissesItsWords()
    {
        var score = Score(new HeardRecording("test", [], [new SpokenWord("yes", 100, 5_000)], 8_000));
        Assert.Equal((1, 0, 1), (score.Words, score.Hits, score.Misses));
        Assert.Equal(0.5 / 3600, score.Hours, 9);
    }

    private static (int Hits, int FalseAlarms) Counts(HeardRecording heard) =>
        (Score(heard).Hits, Score(heard).FalseAlarms);

    private static StreamScore Score(HeardRecording heard) => new StreamScoring(Manifest()).Score([heard]);
}
