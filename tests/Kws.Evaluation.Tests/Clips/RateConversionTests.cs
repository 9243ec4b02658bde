namespace Kws.Evaluation.Tests;

public class RateConversionTests
{
    [Fact]
    public void Convert_EqualRates_IsTheSameArray()
    {
        float[] samples = [1, 2, 3];
        Assert.Same(samples, RateConversion.Convert(samples, 16_000, 16_000));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(22_050)]
    [InlineData(48_000)]
    public void Convert_Tone_KeepsItsLengthPitchAndLoudness(int fromHz)
    {
        float[] tone = [.. Enumerable.Range(0, fromHz).Select(n => MathF.Sin(2 * MathF.PI * 440 * n / fromHz))];
        var converted = RateConversion.Convert(tone, fromHz, 16_000);
        Assert.InRange(converted.Length, 15_999, 16_001);
        var rising = Enumerable.Range(1, converted.Length - 1).Count(n => converted[n - 1] < 0 && converted[n] >= 0);
        Assert.InRange(rising, 438, 441);
        Assert.Equal(0.5, converted.Select(sample => (double)sample * sample).Average(), 0.02);
    }

    [Fact]
    public void Convert_NoSamples_IsNone() => Assert.Empty(RateConversion.Convert([], 8_000, 16_000));
}
