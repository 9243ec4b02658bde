using NWaves.Utils;

namespace NWaves.Filters.Fda;

/// <summary>Frequency bands and the filters over FFT bins that weigh them.</summary>
public static class FilterBanks
{
    /// <summary>Edges (left, centre, right) in hertz of bands that overlap by half on the mel axis.</summary>
    /// <param name="highFreq">0, or not above <paramref name="lowFreq"/>: half the sampling rate.</param>
    public static (double, double, double)[] MelBands(
        int melFilterCount, int samplingRate, double lowFreq = 0, double highFreq = 0, bool overlap = true)
    {
        if (!overlap)
            throw new NotSupportedException("bands without overlap are not in this subset of NWaves");
        var low = Scale.HerzToMel(Math.Max(lowFreq, 0));
        var high = Scale.HerzToMel(highFreq > lowFreq ? highFreq : samplingRate / 2.0);
        var step = (high - low) / (melFilterCount + 1);
        double Edge(int i) => Scale.MelToHerz(low + i * step);
        return [.. Enumerable.Range(0, melFilterCount).Select(i => (Edge(i), Edge(i + 1), Edge(i + 2)))];
    }

    /// <summary>Triangles with peak 1, one row of fftSize / 2 + 1 weights a band.</summary>
    /// <param name="vtln">Not in this subset: null.</param>
    /// <param name="mapper">The axis on which the sides are straight; null: hertz.</param>
    public static float[][] Triangular(
        int fftSize,
        int samplingRate,
        (double, double, double)[] frequencies,
        object? vtln = null,
        Func<double, double>? mapper = null)
    {
        if (vtln is not null)
            throw new NotSupportedException("vocal tract normalisation is not in this subset of NWaves");
        mapper ??= herz => herz;
        var bins = Enumerable.Range(0, fftSize / 2 + 1).Select(b => mapper((double)b * samplingRate / fftSize)).ToArray();
        return [.. frequencies.Select(f => Triangle(bins, mapper(f.Item1), mapper(f.Item2), mapper(f.Item3)))];
    }

    private static float[] Triangle(double[] bins, double left, double centre, double right)
    {
        var weights = new float[bins.Length];
        for (var b = 0; b < bins.Length; b++)
        {
            var height = bins[b] <= centre ? (bins[b] - left) / (centre - left) : (right - bins[b]) / (right - centre);
            weights[b] = (float)Math.Max(0, height);
        }

        return weights;
    }
}
