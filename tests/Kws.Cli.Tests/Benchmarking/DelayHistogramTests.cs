using Kws.Cli.Benchmarking;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class DelayHistogramTests
{
    [Fact]
    public void Percentiles_OfRandomDelays_AreThoseOfTheSortedListWithinABucket()
    {
        var random = new Random(3);
        var histogram = new DelayHistogram();
        double[] delays = [.. Enumerable.Range(0, 10_007).Select(_ => Math.Pow(random.NextDouble(), 4) * 500)];
        foreach (double delay in delays)
            histogram.Add(TimeSpan.FromMilliseconds(delay));
        Array.Sort(delays);

        foreach (double share in new[] { 0.5, 0.95, 0.99, 1.0 })
        {
            double exact = delays[(int)Math.Ceiling(delays.Length * share) - 1];
            Assert.InRange(histogram.Percentile(share).TotalMilliseconds - exact, -0.001, 0.0501);
        }
        Assert.Equal(delays.Length, histogram.Count);
        Assert.Equal(delays[^1], histogram.Most.TotalMilliseconds, 3);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(TimeSpan.Zero, new DelayHistogram().Percentile(0.99));
}
