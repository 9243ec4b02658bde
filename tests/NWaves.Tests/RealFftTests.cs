using NWaves.Transforms;

namespace NWaves.Tests;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(512)]
    public void PowerSpectrum_SeededNoise_EqualsTheDirectSum(int size)
    {
        var random = new Random(size);
        var samples = Enumerable.Range(0, size).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var power = new float[size / 2 + 1];

        new RealFft(size).PowerSpectrum(samples, power, normalize: false);

        for (var b = 0; b < power.Length; b++)
        {
            var bin = samples.Select((x, n) => System.Numerics.Complex.FromPolarCoordinates(x, -2 * Math.PI * b * n / size))
                .Aggregate((sum, value) => sum + value);
            Assert.Equal(bin.Magnitude * bin.Magnitude, power[b], 1e-4 * size);
        }
    }

    [Fact]
    public void Constructor_SizeNoPowerOfTwo_Throws() => Assert.Throws<ArgumentException>(() => new RealFft(100));
}
