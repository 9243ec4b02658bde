namespace Kws.Features.Tests.FrontEnd;

/// <summary>The two linear steps of a frame against their formulas.</summary>
public sealed class MelAndCosineTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(26, 13)]
    [InlineData(40, 40)]
    public void CosineTransform_SeededValues_EqualsTheFormula(int inputs, int outputs)
    {
        var random = new Random(inputs);
        float[] values = [.. Enumerable.Range(0, inputs).Select(_ => random.NextSingle() * 20 - 14)];
        var coefficients = new float[outputs];

        new CosineTransform(inputs, outputs).Apply(values, coefficients);

        for (var k = 0; k < outputs; k++)
        {
            var sum = values.Select((value, m) => value * Math.Cos(Math.PI * k * (m + 0.5) / inputs)).Sum();
            Assert.Equal(sum * Math.Sqrt((k == 0 ? 1.0 : 2.0) / inputs), coefficients[k], 1e-4);
        }
    }

    [Fact]
    public void CosineTransform_AllCoefficients_KeepTheEnergy()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 32).Select(_ => random.NextSingle() - 0.5f)];
        var coefficients = new float[32];

        new CosineTransform(32, 32).Apply(values, coefficients);

        Assert.Equal(values.Sum(v => (double)v * v), coefficients.Sum(c => (double)c * c), 1e-5);
    }

    [Fact]
    public void SparseMelFilters_SeededPower_EqualTheDenseProduct()
    {
        var random = new Random(5);
        float[] power = [.. Enumerable.Range(0, 257).Select(_ => random.NextSingle())];
        var dense = NWavesSettings.FilterBankOf(FeatureSpecPresets.LogMel40);
        var energies = new float[dense.Length];

        new SparseMelFilters(dense).Apply(power, energies);

        for (var m = 0; m < dense.Length; m++)
            Assert.Equal(dense[m].Zip(power, (w, p) => (double)w * p).Sum(), energies[m], 1e-4);
    }

    [Fact]
    public void SparseMelFilters_BandBetweenTwoBins_IsSilent()
    {
        float[][] dense = [[0, 0, 0, 0], [0, 1, 0.5f, 0], [0, 0, 0, 2]];
        var energies = new float[3];

        new SparseMelFilters(dense).Apply([5, 7, 11, 13], energies);

        Assert.Equal([0, 12.5f, 26], energies);
    }

    [Fact]
    public void LogMel_MoreBandsThanBins_GivesTheFloorWhereNoBinLies()
    {
        var spec = FeatureSpecPresets.LogMel40 with { FftSize = 32, FrameLengthSamples = 32, HopSamples = 32 };
        var empty = NWavesSettings.FilterBankOf(spec).Select(row => row.All(weight => weight == 0)).ToArray();
        var frames = new float[spec.Coefficients];

        new StreamingFrontEnd(spec).Process(TestSignals.Sine(1_000, 16_000, 32), frames);

        Assert.Contains(true, empty);
        Assert.All(frames.Zip(empty).Where(band => band.Second), band =>
            Assert.Equal(Math.Log(1e-6), band.First, 1e-4));
    }

    [Theory]
    [InlineData(WindowKind.Rectangular, 1.0, 1.0)]
    [InlineData(WindowKind.Hann, 0.0, 1.0)]
    [InlineData(WindowKind.Hamming, 0.08, 1.0)]
    [InlineData(WindowKind.Blackman, 0.0, 1.0)]
    public void Window_OfEachKind_IsSymmetricWithItsEdgeAndPeak(WindowKind kind, double edge, double peak)
    {
        var spec = FeatureSpecPresets.LogMel40 with { Window = kind };

        var window = NWaves.Windows.Window.OfType(NWavesSettings.WindowOf(spec), 401);

        Assert.Equal(edge, window[0], 1e-6);
        Assert.Equal(peak, window[200], 1e-6);
        for (var n = 0; n < 200; n++)
            Assert.Equal(window[n], window[400 - n], 1e-6f);
    }
}
