namespace Kws.Cli.Benchmarking.Model;

/// <summary>One limit that a model meets or not.</summary>
/// <param name="IsEstimate">The value was computed, not measured.</param>
internal sealed record ModelBudget(string Name, double Value, double Limit, string Unit, bool IsEstimate)
{
    private const double MostBytes = 5_000_000;
    private const double MostPiMilliseconds = 200;

    public bool IsMet => Value < Limit;

    public static IReadOnlyList<ModelBudget> Check(long bytes, double latencyMs, PiEstimate estimate) =>
    [
        new("model file", bytes, MostBytes, "bytes", IsEstimate: false),
        new("one inference on a Raspberry Pi 3", latencyMs * estimate.Factor, MostPiMilliseconds, "ms", IsEstimate: true),
    ];
}
