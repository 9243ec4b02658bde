using System.Runtime.Intrinsics;

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
        new("one inference on a Raspberry Pi 3", latencyMs * estimate.Factor, MostPiMilliseconds, "ms",
            IsEstimate: true),
    ];
}

/// <summary>
/// What a latency measured here would be on a Raspberry Pi 3: this machine's figure times the ratio of
/// what one core can multiply and add at best. An estimate, and on the slow side: small models spend
/// much of their time on work that widens less than the arithmetic.
/// </summary>
/// <remarks>
/// Raspberry Pi 3 (Arm Cortex-A53, 1.2 GHz): its NEON unit does 2 float multiply-adds a cycle, 2.4 a ns.
/// A server core at about 3 GHz: two units of 16 (AVX-512), 8 (AVX2) or 4 (NEON, SSE) floats.
/// </remarks>
internal sealed record PiEstimate(double Factor, string Reason)
{
    private const double PiPerNanosecond = 2 * 1.2;
    private const double GigahertzHere = 3.0;
    private const int Units = 2;

    public static PiEstimate ForThisMachine { get; } = Create();

    private static PiEstimate Create()
    {
        (var floats, var name) = Vector512.IsHardwareAccelerated ? (16, "512-bit vectors")
            : Vector256.IsHardwareAccelerated ? (8, "256-bit vectors")
            : (4, "128-bit vectors");
        var factor = Math.Round(Units * floats * GigahertzHere / PiPerNanosecond);
        var here = $"{Units} x {floats} a cycle at about {GigahertzHere:0} GHz here ({name})";
        return new PiEstimate(factor, $"peak multiply-adds of one core: {here}, 2 a cycle at 1.2 GHz there");
    }
}
