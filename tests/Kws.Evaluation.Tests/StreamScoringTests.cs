using Kws.Models;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Scores made-up posteriors: a decision every 1,600 samples, window 15,920, one window of smoothing.</summary>
public class StreamScoringTests
{
    [Fact]
    public void Score_EventWithinASecondOfItsWord_IsAHit() =>
        Assert.Equal((1, 0), Counts(Heard([(50, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Fact]
    public void Score_Hits_TellHowLongAfterTheirWordsTheyCame()
    {
        (int Decision, string Label, float Score)[] events = [.. Enumerable.Range(1, 10).Select(i => (i * 18, i % 2 == 0 ? "yes" : "no", 0.95f))];
        SpokenWord[] words = [.. events.Select((e, i) => new SpokenWord(e.Label, AtDecision(e.Decision) - 9_000, AtDecision(e.Decision) - 800 * i))];
        StreamScore score = Score(Heard(events, words));
        Assert.Equal((10, 0.2, 0.4), (score.Hits, score.DelaySecondsP50!.Value, score.DelaySecondsP90!.Value));
        Assert.Null(Score(Heard([])).DelaySecondsP50);
    }

    [Fact]
    public void Score_EventLongAfterItsWord_IsAMissAndAFalseAlarm() =>
        Assert.Equal((0, 1), Counts(Heard([(50, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 40_000, AtDecision(50) - 30_000))));

    [Fact]
    public void Score_EventOfAnotherLabel_IsConfused()
    {
        StreamScore score = Score(Heard([(50, "no", 0.95f)], new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000)));
        Assert.Equal((0, 1, 1, 1), (score.Hits, score.Misses, score.FalseAlarms, score.Confused));
        Assert.Equal(1, score.FalseAlarmsByLabel["no"]);
    }

    [Fact]
    public void Score_SecondEventOfOneWordAfterTheDebounce_IsAFalseAlarm() =>
        Assert.Equal((1, 1), Counts(Heard([(50, "yes", 0.95f), (80, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Fact]
    public void Score_ThresholdsWithoutALabel_ReportNothingOfIt()
    {
        HeardRecording heard = Heard([(50, "yes", 0.95f)]);
        Assert.Equal(0, new StreamScoring(Manifest()).Score([heard], new Dictionary<string, float> { ["no"] = 0.5f }).FalseAlarms);
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(1010, 11)]
    public void Plan_RefractoryPeriod_LastsAsManyDecisionsAsInTheService(int milliseconds, int decisions)
    {
        ModelManifest manifest = Manifest();
        manifest = manifest with { Detection = manifest.Detection! with { RefractoryMs = milliseconds } };
        Assert.Equal(decisions, new StreamScoring(manifest).Plan().RefractoryDecisions);
    }

    [Fact]
    public void Score_ManyRecordings_AddsHoursAndWords()
    {
        HeardRecording heard = Heard([], new SpokenWord("yes", 1, 2));
        StreamScore score = new StreamScoring(Manifest()).Score([heard, heard]);
        Assert.Equal(2, score.Words);
        Assert.Equal(2.0 * heard.SampleCount / 16_000 / 3600, score.Hours, 9);
    }

    private static (int Hits, int FalseAlarms) Counts(HeardRecording heard) => (Score(heard).Hits, Score(heard).FalseAlarms);

    private static StreamScore Score(HeardRecording heard) => new StreamScoring(Manifest()).Score([heard]);
}
