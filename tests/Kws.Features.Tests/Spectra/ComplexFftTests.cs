using System.Numerics;

namespace Kws.Features.Tests.Spectra;

/// <summary>Transforms of every length class (power of four or not) against the direct sum.</summary>
public sealed class ComplexFftTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Run_SeededNoise_EqualsTheDirectSum(int size)
    {
        var (re, im) = Noise(size, seed: size);
        var expected = DirectSum(re, im);

        var (actualRe, actualIm) = Transform(size, re, im);

        for (var b = 0; b < size; b++)
        {
            Assert.Equal(expected[b].Real, actualRe[b], 1e-5 * size);
            Assert.Equal(expected[b].Imaginary, actualIm[b], 1e-5 * size);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(256)]
    public void Run_Impulse_IsFlat(int size)
    {
        var re = new float[size];
        re[0] = 1;

        var (actualRe, actualIm) = Transform(size, re, new float[size]);

        Assert.All(actualRe, value => Assert.Equal(1, value, 1e-6f));
        Assert.All(actualIm, value => Assert.Equal(0, value, 1e-6f));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 5)]
    [InlineData(8, 9)]
    [InlineData(16, 1)]
    public void BatchedFft_OddBatch_TransformsEachColumn(int length, int batch)
    {
        var (re, im) = Noise(length * batch, seed: 17);
        var (otherRe, otherIm) = (new float[re.Length], new float[re.Length]);
        var columns = Enumerable.Range(0, batch).Select(q => DirectSum(
            [.. Enumerable.Range(0, length).Select(e => re[e * batch + q])],
            [.. Enumerable.Range(0, length).Select(e => im[e * batch + q])])).ToArray();

        var swapped = new BatchedFft(length)
            .Run(batch, new SplitComplex(re, im), new SplitComplex(otherRe, otherIm));

        var (resultRe, resultIm) = swapped ? (otherRe, otherIm) : (re, im);
        for (var q = 0; q < batch; q++)
        {
            for (var e = 0; e < length; e++)
            {
                Assert.Equal(columns[q][e].Real, resultRe[e * batch + q], 1e-4);
                Assert.Equal(columns[q][e].Imaginary, resultIm[e * batch + q], 1e-4);
            }
        }
    }

    [Fact]
    public void PowerSpectrum_ShorterFrameAfterALonger_HoldsNothingOfIt()
    {
        var ones = Enumerable.Repeat(1f, 64).ToArray();
        new PowerSpectrum(64, ones).Of(ones);

        var power = new PowerSpectrum(64, [1]).Of([0.5f]).ToArray();

        Assert.All(power, value => Assert.Equal(0.25f, value, 1e-6f));
    }

    [Fact]
    public async Task PowerSpectrum_SharedByThreads_GivesEachItsOwnFrame()
    {
        var spectrum = new PowerSpectrum(512, [.. Enumerable.Repeat(1f, 512)]);
        await Parallel.ForEachAsync(Enumerable.Range(1, 64), (bin, _) =>
        {
            var frame = TestSignals.Sine(bin, 512, 512, amplitude: 1);
            for (var round = 0; round < 20; round++)
                Assert.Equal(256f * 256f, spectrum.Of(frame)[bin], 1f);
            return ValueTask.CompletedTask;
        }).WithTimeout();
    }

    private static (float[] Re, float[] Im) Noise(int size, int seed)
    {
        var random = new Random(seed);
        float[] Part() => [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() * 2 - 1)];
        return (Part(), Part());
    }

    private static (float[] Re, float[] Im) Transform(int size, float[] re, float[] im)
    {
        var (dataRe, dataIm, otherRe, otherIm) = ((float[])[.. re], (float[])[.. im], new float[size], new float[size]);
        var swapped = new ComplexFft(size)
            .Run(new SplitComplex(dataRe, dataIm), new SplitComplex(otherRe, otherIm));
        return swapped ? (otherRe, otherIm) : (dataRe, dataIm);
    }

    private static Complex[] DirectSum(float[] re, float[] im) =>
        [.. Enumerable.Range(0, re.Length).Select(b => Enumerable.Range(0, re.Length).Aggregate(Complex.Zero,
            (sum, n) => sum + new Complex(re[n], im[n])
                * Complex.FromPolarCoordinates(1, -2 * Math.PI * b * n / re.Length)))];
}
