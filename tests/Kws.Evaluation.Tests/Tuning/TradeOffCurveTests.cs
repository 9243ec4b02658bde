using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

public class TradeOffCurveTests
{
    private static readonly StreamScoring s_scoring = new(Manifest());
    private static readonly HeardRecording[] s_known =
        [Heard([(50, "yes", 0.97f), (90, "no", 0.85f)], Word("yes", 50), Word("no", 90))];
    private static readonly HeardRecording[] s_without = [Heard([(30, "yes", 0.75f), (100, "no", 0.45f)])];

    [Fact]
    public void Measure_FromStrictToLax_MissesFallAndFalseAlarmsRise()
    {
        var curve = Measure(0.8f);
        Assert.All(curve.Zip(curve.Skip(1)), pair =>
        {
            Assert.True(pair.First.Scale < pair.Second.Scale);
            Assert.True(pair.First.MissShare >= pair.Second.MissShare);
            Assert.True(pair.First.FalseAlarmsAnHour <= pair.Second.FalseAlarmsAnHour);
        });
        Assert.Equal((1, 0), (curve[0].MissShare, curve[0].FalseAlarmsAnHour));
        Assert.Equal(0, curve[^1].MissShare);
        Assert.Equal(2 / s_scoring.Score(s_without).Hours, curve[^1].FalseAlarmsAnHour, 6);
    }

    [Fact]
    public void Measure_ScaleOne_IsTheThresholdsAsGiven()
    {
        var asGiven = Measure(0.9f).Single(point => point.Scale == 1);
        Assert.Equal((0.5, 0), (asGiven.MissShare, asGiven.FalseAlarmsAnHour));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.05f)]
    public void Measure_ThresholdsAtTheirEnds_StayAllowed(float threshold) =>
        Assert.Equal(11, Measure(threshold).Count);

    private static IReadOnlyList<TradeOffPoint> Measure(float threshold) =>
        TradeOffCurve.Measure(s_scoring, s_known, s_without,
            new Dictionary<string, float> { ["yes"] = threshold, ["no"] = threshold });
}
