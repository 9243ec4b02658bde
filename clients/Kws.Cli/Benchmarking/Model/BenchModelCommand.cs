using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Packages;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Model;

/// <summary><c>kws bench model</c>: what a model package costs, on one thread of this machine.</summary>
internal static class BenchModelCommand
{
    private static readonly int[] s_batches = [1, 32];

    public static Command Create(CliContext context)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = PackageChoice.Description,
            DefaultValueFactory = _ => "small"
        };
        var root = PackageChoice.Root();
        var seconds = BoundedOption.Create("--seconds", "How long to measure each batch size", 3.0, 0.1, 600);
        var json = CommonOptions.Json();
        var command = new Command(
            "model", "Measure a model package on one thread, and check it against the device's budget")
        {
            model, root, seconds, json,
        };
        command.SetWork(context, (parsed, cancellationToken) =>
        {
            var package = PackageChoice.Load(parsed.GetRequiredValue(model), parsed.GetValue(root));
            var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var cost = Measure(package, duration, context.Time, cancellationToken);
            cost.ToReport().WriteTo(context, parsed.GetValue(json));
            return Task.FromResult(cost.Budgets.All(budget => budget.IsMet) ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }

    private static ModelCost Measure(
        ModelPackage package, TimeSpan duration, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var runner = ModelRunner.Open(
            package, new ModelSessionOptions { MaxBatch = s_batches.Max(), IntraOpThreads = 1 });
        var latencies = BatchesOf(runner);
        var verifier = runner.Verifier is { } second
            ? VerifierCost.Of(package.Manifest, ModelLatency.Measure(second, 1, duration, timeProvider,
                cancellationToken))
            : null;
        var clips = runner.Clips is { } again
            ? ClipCost.Of(package.Manifest, places => ModelLatency.Measure(again, places, duration, timeProvider,
                cancellationToken))
            : null;
        var bytes = package.Manifest.Files.Sum(file => file.Bytes);
        return new ModelCost(
            package.Manifest, latencies, ModelBudget.Check(bytes, latencies[0].Run.P50Ms, PiEstimate.ForThisMachine))
        {
            Steps = runner.Step is { } step ? BatchesOf(step) : [],
            Verifier = verifier,
            Clips = clips,
        };

        ModelLatency[] BatchesOf(ModelRunner measured) => [.. s_batches.Select(
            batch => ModelLatency.Measure(measured, batch, duration, timeProvider, cancellationToken))];
    }
}
