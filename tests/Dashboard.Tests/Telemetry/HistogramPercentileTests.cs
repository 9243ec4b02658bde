using Kws.Dashboard.Telemetry.Metrics;

namespace Kws.Dashboard.Tests.Telemetry;

public class HistogramPercentileTests
{
    private static readonly double[] Bounds = [1, 2, 5, 10, 20, 50, 100];

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.9)]
    [InlineData(3, 0.99)]
    [InlineData(4, 0.01)]
    public void Of_RandomValues_LiesInTheBucketOfTheExactPercentile(int seed, double rank)
    {
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => Math.Min(99, -Math.Log(1 - random.NextDouble()) * 12)).Order()];
        var counts = new ulong[Bounds.Length + 1];
        foreach (double value in values)
            counts[Array.FindIndex(Bounds, bound => value <= bound)]++;

        double exact = values[(int)Math.Ceiling(rank * values.Length) - 1];
        double estimate = HistogramPercentile.Of(Bounds, counts, rank);
        int bucket = Array.FindIndex(Bounds, bound => exact <= bound);
        Assert.InRange(estimate, bucket == 0 ? 0 : Bounds[bucket - 1], Bounds[bucket]);
    }

    [Fact]
    public void Of_EvenBucket_IsInterpolated() => Assert.Equal(3.5, HistogramPercentile.Of(Bounds, [0, 0, 100, 0, 0, 0, 0, 0], 0.5), 10);

    [Fact]
    public void Of_BeyondTheLastBound_IsThatBound() => Assert.Equal(100, HistogramPercentile.Of(Bounds, [0, 0, 0, 0, 0, 0, 0, 9], 0.5));

    [Fact]
    public void Of_Nothing_IsNotANumber() => Assert.True(double.IsNaN(HistogramPercentile.Of(Bounds, new ulong[8], 0.5)));
}
