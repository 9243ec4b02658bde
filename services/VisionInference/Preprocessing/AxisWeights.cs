using System.Collections.Concurrent;

namespace Kws.VisionInference.Preprocessing;

/// <summary>
/// The triangle filter that brings <c>source</c> pixels of one axis to <c>target</c> (docs/images.md, step 4):
/// it averages when shrinking and interpolates when enlarging. Each target's weights sum to 1.
/// </summary>
internal sealed class AxisWeights
{
    // A camera's frames have one size, so a few entries serve every stream. Beyond, the cache starts anew.
    private const int MaxCached = 256;

    private static readonly ConcurrentDictionary<(int Source, int Target), AxisWeights> Cache = new();

    private readonly int[] _first;
    private readonly float[][] _weights;

    private AxisWeights(int source, int target)
    {
        _first = new int[target];
        _weights = new float[target][];
        var ratio = (double)source / target;
        var support = Math.Max(1, ratio);
        for (var i = 0; i < target; i++)
        {
            var centre = (i + 0.5) * ratio;
            var first = Math.Max(0, (int)Math.Floor(centre - support));
            var end = Math.Min(source, (int)Math.Ceiling(centre + support));
            double[] taps = [.. Enumerable.Range(first, end - first)
                .Select(j => Math.Max(0, 1 - Math.Abs(j + 0.5 - centre) / support))];
            var sum = taps.Sum();
            _first[i] = first;
            _weights[i] = [.. taps.Select(tap => (float)(tap / sum))];
        }
    }

    public static AxisWeights For(int source, int target)
    {
        if (Cache.Count > MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd((source, target), key => new AxisWeights(key.Source, key.Target));
    }

    /// <summary>The first source pixel that target <paramref name="i"/> takes from.</summary>
    public int First(int i) => _first[i];

    /// <summary>The weights of that pixel and those after it.</summary>
    public ReadOnlySpan<float> Weights(int i) => _weights[i];
}
