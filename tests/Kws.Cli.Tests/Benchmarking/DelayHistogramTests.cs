using Kws.Cli.Benchmarking;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class DelayHistogramTests
{
    // What the buckets promise: never better than the truth, at most a thousandth worse.
    private const double WorstShare = 1.001;

    [Theory]
    [InlineData(0.50, 500)]
    [InlineData(0.95, 950)]
    [InlineData(0.99, 990)]
    [InlineData(1.00, 1000)]
    public void Percentile_OfOneToAThousandMilliseconds_IsThatMany(double share, double milliseconds)
    {
        var histogram = new DelayHistogram();
        foreach (var delay in Enumerable.Range(1, 1000))
            histogram.Add(TimeSpan.FromMilliseconds(delay));

        Assert.InRange(histogram.Percentile(share).TotalMilliseconds, milliseconds, milliseconds * WorstShare);
    }

    [Fact]
    public void Percentiles_OfRandomDelays_AreThoseOfTheSortedListWithinABucket()
    {
        var random = new Random(3);
        var histogram = new DelayHistogram();
        double[] delays =
            [.. Enumerable.Range(0, 10_000).Select(_ => 0.01 + Math.Pow(random.NextDouble(), 4) * 500_000)];
        foreach (var delay in delays)
            histogram.Add(TimeSpan.FromMilliseconds(delay));
        Array.Sort(delays);

        foreach (var share in new[] { 0.5, 0.95, 0.99, 1.0 })
        {
            var exact = delays[(int)Math.Ceiling(delays.Length * share) - 1];
            Assert.InRange(histogram.Percentile(share).TotalMilliseconds, exact - 0.0001, exact * WorstShare);
        }
        Assert.Equal(delays.Length, histogram.Count);
        Assert.Equal(histogram.Percentile(1), histogram.Most);
    }

    [Fact]
    public void Add_FromManyThreads_CountsAll()
    {
        var histogram = new DelayHistogram();
        Parallel.For(0, 100_000, i => histogram.Add(TimeSpan.FromMicroseconds(i % 1000)));
        Assert.Equal(100_000, histogram.Count);
        Assert.InRange(histogram.Percentile(0.5).TotalMicroseconds, 499, 499.9 * WorstShare);
    }

    [Fact]
    public void Add_DelaysOutOfRange_CountAsTheNearestInRange()
    {
        var histogram = new DelayHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        Assert.Equal(TimeSpan.Zero, histogram.Most);
        histogram.Add(TimeSpan.FromDays(1));
        Assert.InRange(histogram.Most.TotalHours, 1, WorstShare);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(TimeSpan.Zero, new DelayHistogram().Percentile(0.99));
}
