namespace Kws.Evaluation.Tests;

public class PoissonRateTests
{
    // Garwood's table of exact 95 % limits for a Poisson mean.
    [Theory]
    [InlineData(0, 0, 3.6889)]
    [InlineData(1, 0.0253, 5.5716)]
    [InlineData(5, 1.6235, 11.6683)]
    [InlineData(10, 4.7954, 18.3904)]
    public void Interval_CountInOneHour_EqualsGarwoodsTable(int count, double lower, double upper)
    {
        (var low, var high) = PoissonRate.Interval(count, 1);
        Assert.Equal(lower, low, 2e-4);
        Assert.Equal(upper, high, 2e-4);
    }

    [Fact]
    public void Interval_TenTimesTheHours_IsATenth() =>
        Assert.Equal(PoissonRate.Interval(3, 1).Upper / 10, PoissonRate.Interval(3, 10).Upper, 12);

    [Fact]
    public void Interval_LessConfidence_IsNarrower()
    {
        (var lower, var upper) = PoissonRate.Interval(5, 1, confidence: 0.5);
        Assert.True(lower > PoissonRate.Interval(5, 1).Lower && upper < PoissonRate.Interval(5, 1).Upper);
    }

    [Fact]
    public void Interval_OfNoTimeOrANegativeCount_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonRate.Interval(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonRate.Interval(1, 0));
    }

    [Fact]
    public void HoursNeeded_ATenthAnHour_IsThirtyHours() => Assert.Equal(29.957, PoissonRate.HoursNeeded(0.1), 3);
}
