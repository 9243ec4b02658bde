namespace Kws.Dsp;

/// <summary>Plans by spec: streams of one spec share their tables.</summary>
internal static class FeaturePlanCache
{
    // A server's callers choose specs: the bound keeps them from filling memory.
    private const int Capacity = 32;
    private static readonly Dictionary<FeatureSpec, FeaturePlan> Plans = [];
    private static readonly Lock Gate = new();

    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public static FeaturePlan For(FeatureSpec spec)
    {
        lock (Gate)
        {
            if (Plans.TryGetValue(spec, out var known))
                return known;
        }

        var plan = new FeaturePlan(spec);
        lock (Gate)
        {
            if (Plans.Count >= Capacity)
                Plans.Clear();
            return Plans[spec] = plan;
        }
    }
}
