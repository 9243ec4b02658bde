using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Packages;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Model;

/// <summary><c>kws bench model</c>: what a model package costs, on one thread of this machine.</summary>
internal static class BenchModelCommand
{
    private static readonly int[] Batches = [1, 32];

    public static Command Create(CliContext context)
    {
        var model = new Argument<string>("MODEL") { Description = PackageChoice.Description, DefaultValueFactory = _ => "small" };
        Option<string?> root = PackageChoice.Root();
        Option<double> seconds = BoundedOption.Create("--seconds", "How long to measure each batch size", 3.0, 0.1, 600);
        Option<bool> json = CommonOptions.Json();
        var command = new Command("model", "Measure a model package on one thread, and check it against the device's budget") { model, root, seconds, json };
        command.SetWork(context, (parsed, cancellation) =>
        {
            ModelPackage package = PackageChoice.Load(parsed.GetRequiredValue(model), parsed.GetValue(root));
            using ModelRunner runner = ModelRunner.Open(package, new ModelSessionOptions { MaxBatch = Batches.Max(), IntraOpThreads = 1 });
            ModelLatency[] latencies = [.. Batches.Select(batch =>
                ModelLatency.Measure(runner, batch, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellation))];
            IReadOnlyList<ModelBudget> budgets = ModelBudget.Check(package.Manifest.Files.Sum(file => file.Bytes), latencies[0].Run.P50Ms, PiEstimate.ForThisMachine);
            if (parsed.GetValue(json))
                WriteJson(context, package.Manifest, latencies, budgets);
            else
                WriteTables(context, package.Manifest, latencies, budgets);
            return Task.FromResult(budgets.All(budget => budget.IsMet) ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }

    private static void WriteTables(CliContext context, ModelManifest manifest, ModelLatency[] latencies, IReadOnlyList<ModelBudget> budgets)
    {
        var cost = new ResultTable("", "").Title($"{manifest.Name} {manifest.Version} ({manifest.Task})")
            .Row("parameters", Whole(manifest.Cost.Parameters))
            .Row("multiply-adds an inference", Whole(manifest.Cost.MultiplyAdds))
            .Row("labels", manifest.Labels.Count);
        cost.WriteTo(context.Tables());

        var table = new ResultTable("batch", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms", ">ms an item", ">runs", ">bytes allocated a run");
        foreach (ModelLatency latency in latencies)
            table.Row(latency.Batch, Ms(latency.Run.P50Ms), Ms(latency.Run.P95Ms), Ms(latency.Run.P99Ms), Ms(latency.Run.MaxMs), Ms(latency.PerItemMs), latency.Run.Count, latency.AllocatedBytes);
        table.WriteTo(context.Tables());

        var verdicts = new ResultTable("budget", ">value", ">limit", "", "verdict");
        foreach (ModelBudget budget in budgets)
            verdicts.Verdict(budget.IsMet, budget.Name, budget.Value.ToString("#,0.#", CultureInfo.InvariantCulture),
                $"< {budget.Limit.ToString("#,0", CultureInfo.InvariantCulture)} {budget.Unit}", budget.IsEstimate ? "ESTIMATE" : "measured", budget.IsMet ? "pass" : "FAIL");
        verdicts.WriteTo(context.Tables());
        context.Out.WriteLine($"The estimate is the p50 of batch 1 here times {PiEstimate.ForThisMachine.Factor} ({PiEstimate.ForThisMachine.Reason}).");
        context.Out.WriteLine($"machine: {Machine.This}");
    }

    private static void WriteJson(CliContext context, ModelManifest manifest, ModelLatency[] latencies, IReadOnlyList<ModelBudget> budgets) =>
        context.Out.WriteLine(JsonOutput.ToDocument(new
        {
            manifest.Name,
            manifest.Version,
            manifest.Cost.Parameters,
            manifest.Cost.MultiplyAdds,
            Latencies = latencies,
            Budgets = budgets,
            PiEstimate = PiEstimate.ForThisMachine,
            Machine = Machine.This,
        }));

    /// <summary>0 stands for a figure that the manifest does not state.</summary>
    private static string Whole(long value) => value == 0 ? "not stated" : value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Ms(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
