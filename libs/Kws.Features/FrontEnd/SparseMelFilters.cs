using System.Numerics.Tensors;

namespace Kws.Features;

/// <summary>Mel filters without their zeros: each covers a short run of bins.</summary>
internal sealed class SparseMelFilters
{
    private readonly (int FirstBin, float[] Weights)[] _filters;

    /// <param name="dense">[bands, bins].</param>
    public SparseMelFilters(float[][] dense) => _filters = [.. dense.Select(Trim)];

    /// <summary>Energies [bands] of a power spectrum [bins].</summary>
    public void Apply(ReadOnlySpan<float> power, Span<float> energies)
    {
        for (var m = 0; m < _filters.Length; m++)
        {
            var (first, weights) = _filters[m];
            energies[m] = TensorPrimitives.Dot(power.Slice(first, weights.Length), weights);
        }
    }

    private static (int FirstBin, float[] Weights) Trim(float[] row)
    {
        var first = Array.FindIndex(row, w => w > 0);
        return first < 0 ? (0, []) : (first, row[first..(Array.FindLastIndex(row, w => w > 0) + 1)]);
    }
}
