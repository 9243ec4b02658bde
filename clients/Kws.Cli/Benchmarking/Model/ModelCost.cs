using System.Globalization;
using Kws.Cli.Output;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Model;

/// <summary>What a model package costs on this machine, and whether a device can afford it.</summary>
internal sealed record ModelCost(
    ModelManifest Manifest, IReadOnlyList<ModelLatency> Latencies, IReadOnlyList<ModelBudget> Budgets)
{
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
        Budgets,
        PiEstimate = Pi,
        Machine = Machine.This,
    };

    private ResultTable Facts() =>
        new ResultTable("", "~").Title($"{Manifest.Name} {Manifest.Version} ({Manifest.Task})")
        .Row("parameters", Whole(Manifest.Cost.Parameters))
        .Row("multiply-adds an inference", Whole(Manifest.Cost.MultiplyAdds))
        .Row("labels", Manifest.Labels.Count);

    private ResultTable Delays()
    {
        var table = new ResultTable(
            "batch", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms", ">ms an item", ">runs", ">bytes allocated a run");
        foreach (var latency in Latencies)
            table.Row(latency.Batch, Ms(latency.Run.P50Ms), Ms(latency.Run.P95Ms), Ms(latency.Run.P99Ms),
                Ms(latency.Run.MaxMs),
                Ms(latency.PerItemMs), latency.Run.Count, latency.AllocatedBytes);
        return table;
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
