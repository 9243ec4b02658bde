using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

/// <summary>A word that is repeated faster than the refractory period is thinned out, not silenced.</summary>
public sealed class RepeatedWordTests
{
    private const int Refractory = 10;
    private const int Times = 200;

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Word_RepeatedWithinTheRefractoryPeriod_IsReportedOnceInTwoPeriodsOrMore(int distance)
    {
        var events = Events(distance);

        var periods = Times * distance / Refractory;
        Assert.InRange(events.Count, (periods / 2) - 1, periods);
        Assert.All(events.Zip(events.Skip(1)), pair =>
            Assert.InRange(pair.Second - pair.First, Refractory, 4 * Refractory - 1));
    }

    [Fact]
    public void Word_RepeatedAtNineTenthsOfThePeriod_IsReportedAboutEverySecondTime() =>
        Assert.InRange(Events(9).Count, (Times / 2) - (Times / 20), Times / 2);

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(25)]
    public void Word_RepeatedBeyondTheRefractoryPeriod_IsReportedEachTime(int distance) =>
        Assert.Equal(Times, Events(distance).Count);

    [Fact]
    public void Word_RepeatedForEver_IsTheSameAfterAResumeAnywhere()
    {
        var plan = Plan(smoothing: 1, refractory: Refractory);
        var rows = Rows(9);
        var whole = Events(plan, rows, 0, 0);
        for (var first = 0; first < rows.Length; first++)
            Assert.Equal(whole.Where(decision => decision >= first),
                Events(plan, rows, Math.Max(0, first - plan.MemoryDecisions), first));
    }

    private static List<long> Events(int distance) =>
        Events(Plan(smoothing: 1, refractory: Refractory), Rows(distance), 0, 0);

    /// <summary>The word lasts two decisions.</summary>
    private static float[][] Rows(int distance) =>
        [.. Enumerable.Range(0, Times * distance)
            .Select(n => n % distance < 2 ? Row("yes", 1) : Row("unknown", 1))];

    private static List<long> Events(DetectionPlan plan, float[][] rows, int start, int firstReported)
    {
        var detector = new KeywordDetector(plan, start, firstReported);
        var events = new List<long>();
        foreach (var row in rows.Skip(start))
        {
            if (detector.Decide(row).HasKeyword)
                events.Add(detector.NextDecision - 1);
        }
        return events;
    }
}
