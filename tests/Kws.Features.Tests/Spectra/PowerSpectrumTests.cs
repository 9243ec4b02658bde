using System.Numerics;

namespace Kws.Features.Tests.Spectra;

public sealed class PowerSpectrumTests
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(64, 17)]
    [InlineData(128, 127)]
    [InlineData(256, 200)]
    [InlineData(512, 400)]
    [InlineData(1024, 1024)]
    [InlineData(2048, 2001)]
    public void Of_SeededNoise_EqualsTheDirectSum(int size, int length)
    {
        var random = new Random(size);
        var frame = Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var window = Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray();

        var power = new PowerSpectrum(size, window).Of(frame).ToArray();

        Assert.Equal(size / 2 + 1, power.Length);
        for (var b = 0; b < power.Length; b++)
        {
            var bin = Complex.Zero;
            for (var n = 0; n < length; n++)
                bin += Complex.FromPolarCoordinates(frame[n] * window[n], -2 * Math.PI * b * n / size);
            Assert.Equal(bin.Real * bin.Real + bin.Imaginary * bin.Imaginary, power[b], 1e-5 * size);
        }
    }
}
