using System.Globalization;
using System.Text.Json.Serialization;
using Kws.Cli.Output;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Model;

/// <summary>What a model package costs on this machine, and whether a device can afford it.</summary>
internal sealed record ModelCost(
    ModelManifest Manifest, IReadOnlyList<ModelLatency> Latencies, IReadOnlyList<ModelBudget> Budgets)
{
    /// <summary>What a second look costs; null without a verifier.</summary>
    public VerifierCost? Verifier { get; init; }

    /// <summary>What an unclear clip costs further; null where none is heard again.</summary>
    public ClipCost? Clips { get; init; }

    /// <summary>What a step of streams that go on costs, by batch; empty for a model that keeps no state.</summary>
    public IReadOnlyList<ModelLatency> Steps { get; init; } = [];

    private static PiEstimate Pi => PiEstimate.ForThisMachine;

    public Report ToReport() => Report.OfDocument(Json())
        .Add(Facts())
        .Add(Delays())
        .Add(Verdicts())
        .Add($"The estimate is the p50 of batch 1 here times {Pi.Factor} ({Pi.Reason}).")
        .Add($"machine: {Machine.This}");

    private object Json() => new
    {
        Manifest.Name,
        Manifest.Version,
        Manifest.Cost.Parameters,
        Manifest.Cost.MultiplyAdds,
        Latencies,
        Steps,
        Verifier,
        Clips,
        Budgets,
        PiEstimate = Pi,
        Machine = Machine.This,
    };

    private ResultTable Facts()
    {
        var facts = new ResultTable("", "~").Title($"{Manifest.Name} {Manifest.Version} ({Manifest.Task})")
            .Row("parameters", Whole(Manifest.Cost.Parameters))
            .Row("multiply-adds an inference", Whole(Manifest.Cost.MultiplyAdds))
            .Row("labels", Manifest.Labels.Count);
        if (Verifier is not null)
            facts.Row("verifier", string.Create(CultureInfo.InvariantCulture,
                $"{Verifier.Bytes:#,0} bytes, hears {Verifier.Frames} frames, up to {Verifier.Looks} looks a word"));
        if (Clips is not null)
            facts.Row("unclear clips", string.Create(CultureInfo.InvariantCulture,
                $"heard at {Clips.Places} more places by {Clips.By}"));
        return facts;
    }

    private ResultTable Delays()
    {
        var table = new ResultTable(
            "batch", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms", ">ms an item", ">runs", ">bytes allocated a run");
        foreach (var latency in Latencies)
            Add(table, latency.Batch.ToString(CultureInfo.InvariantCulture), latency);
        foreach (var latency in Steps)
            Add(table, $"{latency.Batch.ToString(CultureInfo.InvariantCulture)}, a step", latency);
        if (Verifier is not null)
            Add(table, "a second look", Verifier.Latency);
        if (Clips is not null)
            Add(table, "an unclear clip", Clips.Latency);
        return table;

        static void Add(ResultTable table, string what, ModelLatency latency) =>
            table.Row(what, Ms(latency.Run.P50Ms), Ms(latency.Run.P95Ms), Ms(latency.Run.P99Ms),
                Ms(latency.Run.MaxMs),
                Ms(latency.PerItemMs), latency.Run.Count, latency.AllocatedBytes);
    }

    private ResultTable Verdicts()
    {
        var table = new ResultTable("~budget", ">value", ">limit", "", "verdict");
        foreach (var budget in Budgets)
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"< {budget.Limit:#,0} {budget.Unit}");
            table.Verdict(budget.IsMet, budget.Name, budget.Value.ToString("#,0.#", CultureInfo.InvariantCulture),
                limit, budget.IsEstimate ? "ESTIMATE" : "measured", budget.IsMet ? "pass" : "FAIL");
        }
        return table;
    }

    /// <summary>0 stands for a figure that the manifest does not state.</summary>
    private static string Whole(long value) => value == 0 ? "not stated"
        : value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Ms(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}

/// <summary>What a second look costs on this machine.</summary>
/// <param name="Bytes">Size of the verifier's file.</param>
/// <param name="Frames">Feature frames that it hears.</param>
/// <param name="Looks">Decisions of one word that it may look at.</param>
/// <param name="Latency">Of one look on one thread.</param>
internal sealed record VerifierCost(long Bytes, int Frames, int Looks, ModelLatency Latency)
{
    public static VerifierCost Of(ModelManifest manifest, ModelLatency latency)
    {
        var verifier = manifest.Verifier!;
        var bytes = manifest.Files.Single(file => file.Path == verifier.File).Bytes;
        return new VerifierCost(bytes, verifier.Frames, verifier.Looks, latency);
    }
}

/// <summary>What an unclear clip costs on this machine beyond its first hearing.</summary>
/// <param name="Places">Windows that it is heard at again.</param>
/// <param name="Bytes">Size of the file of the network that hears it; null: the model itself does.</param>
/// <param name="Latency">Of all those windows on one thread.</param>
internal sealed record ClipCost(int Places, long? Bytes, ModelLatency Latency)
{
    /// <summary>Who hears it, for people.</summary>
    [JsonIgnore]
    public string By => Bytes is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $"a network of {bytes:#,0} bytes")
        : "the model";

    public static ClipCost Of(ModelManifest manifest, Func<int, ModelLatency> measure)
    {
        var clips = manifest.Clips!;
        var places = clips.ShiftFrames.Count + (clips.File is null ? 0 : 1);
        return new ClipCost(
            places, manifest.Files.FirstOrDefault(file => file.Path == clips.File)?.Bytes, measure(places));
    }
}
