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
/// <param name="Results">What each found.</param>
/// <param name="Answers">Of the model, and of the one that served then, to the same clips; empty where nothing was
/// asked here.</param>
internal sealed record GateReport(IReadOnlyList<GateResult> Results, IReadOnlyList<AnswerTable> Answers)
{
    public GateReport(IReadOnlyList<GateResult> results)
        : this(results, [])
    {
    }

    public bool Passed => Results.All(result => result.Passed);

    /// <summary>For people: the gates that refused it; empty when none did.</summary>
    public string Refusals => string.Join("; ", Results.Where(result => !result.Passed)
        .Select(result => $"{result.Gate} is {result.Value}, allowed: {result.Limit}"));

    public string ToJson() => JsonSerializer.Serialize(new Kept(Results, Answers));

    /// <summary>Reads what <see cref="ToJson"/> wrote, or the bare list of results that was written before.</summary>
    public static GateReport OfJson(string json)
    {
        if (json.StartsWith('['))
            return new GateReport(JsonSerializer.Deserialize<IReadOnlyList<GateResult>>(json) ?? []);
        var kept = JsonSerializer.Deserialize<Kept>(json);
        return new GateReport(kept?.Results ?? [], kept?.Answers ?? []);
    }

    private sealed record Kept(IReadOnlyList<GateResult>? Results, IReadOnlyList<AnswerTable>? Answers);
}
