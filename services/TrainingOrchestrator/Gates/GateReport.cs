using System.Globalization;
using System.Text.Json;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>What a gate found.</summary>
/// <param name="Gate">"accuracy", "label.yes", "size", "latency" or "feature-spec".</param>
/// <param name="Passed">Whether the model may pass.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What is allowed.</param>
internal sealed record GateResult(string Gate, bool Passed, string Value, string Limit)
{
    public static GateResult AtLeast(string gate, double value, double least) => new(
        gate, value >= least, Text(value), $"at least {Text(least)}");

    public static GateResult AtMost(string gate, double value, double most, string unit) => new(
        gate, value <= most, $"{Text(value)} {unit}", $"at most {Text(most)} {unit}");

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>All gates of a model.</summary>
internal sealed record GateReport(IReadOnlyList<GateResult> Results)
{
    public bool Passed => Results.All(result => result.Passed);

    /// <summary>For people: the gates that refused it; empty when none did.</summary>
    public string Refusals => string.Join("; ", Results.Where(result => !result.Passed)
        .Select(result => $"{result.Gate} is {result.Value}, allowed: {result.Limit}"));

    public string ToJson() => JsonSerializer.Serialize(Results);

    public static GateReport OfJson(string json) =>
        new(JsonSerializer.Deserialize<IReadOnlyList<GateResult>>(json) ?? []);
}
