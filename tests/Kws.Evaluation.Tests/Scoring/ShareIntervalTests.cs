namespace Kws.Evaluation.Tests;

public class ShareIntervalTests
{
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(20, 20, 0.8389, 1)]
    public void Wilson95_PublishedExamples_AreThoseOfThePaper(int count, int total, double lower, double upper)
    {
        var interval = ShareInterval.Wilson95(count, total);

        Assert.Equal(lower, interval.Lower, 0.0001);
        Assert.Equal(upper, interval.Upper, 0.0001);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Wilson95_CountThatCannotBe_IsRefused(int count, int total) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareInterval.Wilson95(count, total));
}
