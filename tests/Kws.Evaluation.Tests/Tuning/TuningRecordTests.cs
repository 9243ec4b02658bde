using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

public class TuningRecordTests
{
    private static readonly StreamScoring s_scoring = new(Manifest());
    private static readonly HeardRecording[] s_known =
        [Heard([(50, "yes", 0.97f), (150, "no", 0.95f)], Word("yes", 50), Word("yes", 90))];

    [Fact]
    public void Of_Fit_CountsMissesWrongEventsAndFalseAlarmsByKind()
    {
        HeardRecording[] without =
            [Hours(1, HeardAs("noise", [(10, "no", 0.9f)])), Hours(3, HeardAs("words", [])),
            Hours(1, HeardAs("noise", []))];
        var record = Record(without, target: 0.5);
        Assert.Equal((1, 2, 1), (record.Misses, record.Words, record.FalseAlarmsBesideWords));
        Assert.Equal((1, 5.0, 1), (record.FalseAlarms, record.Hours, record.SmoothingWindows));
        Assert.Equal([KeyValuePair.Create("noise", 0.5), KeyValuePair.Create("words", 0.0)],
            record.FalseAlarmsPerHourByKind);
        Assert.Equal(PoissonRate.Interval(1, 5).Upper, record.Interval95PerHour[1]);
        Assert.Equal(11, record.TradeOff.Count);
        Assert.Contains("2 keywords; 5.0 h of noise, words", record.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Statement_LongAudioWithoutFalseAlarms_SupportsTheClaim() =>
        Assert.Contains("supports the claim", Record([Hours(40, Heard([]))], target: 0.1).Statement,
            StringComparison.Ordinal);

    [Fact]
    public void Statement_ShortAudioWithoutFalseAlarms_SaysHowMuchItTakes()
    {
        var statement = Record([Hours(2, Heard([]))], target: 0.1).Statement;
        Assert.StartsWith("0 false alarms in 2.0 h: 95 % interval 0.000 to 1.844 an hour.", statement,
            StringComparison.Ordinal);
        Assert.EndsWith("Too little audio to claim 0.1 an hour: that takes at least 30 h without a false alarm.",
            statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Statement_TargetThatWasNotReached_NamesTheWords()
    {
        var limited = new FittedThresholds(Thresholds(), ["no", "yes"]);
        var record = TuningRecord.Of(s_scoring, 0.25, limited, s_known, [Hours(40, Heard([]))]);
        Assert.Contains("target of 0.25 an hour is not reached: no, yes", record.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoAudioWithoutKeywords_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Record([], 0.1));

    private static TuningRecord Record(HeardRecording[] without, double target) =>
        TuningRecord.Of(s_scoring, target, new FittedThresholds(Thresholds(), []), s_known, without);

    private static Dictionary<string, float> Thresholds() => new() { ["yes"] = 0.8f, ["no"] = 0.8f };

    private static HeardRecording Hours(int hours, HeardRecording heard) =>
        heard with { SampleCount = hours * 3600L * 16_000 };
}
