using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Detection;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws tune</c>: thresholds for a rate of false alarms, and how far the audio supports the claim.</summary>
internal static class TuneCommand
{
    // Other recordings than those of the tests.
    private static readonly int[] s_seeds = [.. Enumerable.Range(101, 10)];

    public static Command Create(CliContext context)
    {
        EvaluationInput input = new();
        Option<double> target = BoundedOption.Create("--false-alarms-per-hour", "The rate to stay under", 0.1, 0.0001, 1000);
        Option<double> misses = BoundedOption.Create("--most-misses", "Share of a keyword's words that may be given up for it", 0.3, 0, 1);
        Option<double> hours = BoundedOption.Create("--hours", "Of audio without keywords to listen to", 10.0, 0.05, 10_000);
        Option<bool> write = new("--write") { Description = "Write thresholds, curve and interval to the package's manifest" };
        Option<bool> json = CommonOptions.Json();
        Command command = new("tune", "Fit the thresholds of a model package on validation audio") { target, misses, hours, write, json };
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellation) =>
        {
            ModelPackage package = input.Package(parsed);
            using KeywordModel model = KeywordModel.Open(package, EvaluationData.OneThread);
            EvaluationData data = await input.ReadAsync(context, parsed, model, cancellation);
            Tuning tuning = await FitAsync(context, model, data, parsed.GetValue(target), parsed.GetValue(misses), parsed.GetValue(hours), cancellation);
            if (parsed.GetValue(write))
                await TunedManifest.WriteAsync(package.Folder, tuning, cancellation);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(tuning));
            else
                Write(context, tuning, parsed.GetValue(write) ? package.Folder : null);
        });
        return command;
    }

    private static async Task<Tuning> FitAsync(CliContext context, KeywordModel model, EvaluationData data, double target, double mostMisses, double hours, CancellationToken cancellation)
    {
        HeardRecording[] known = await data.KnownRecordingsAsync(context, model, s_seeds, cancellation);
        IReadOnlyList<HeardRecording> without = await data.NonKeywordMinutesAsync(context, model, hours, s_seeds[0], cancellation);
        StreamScoring scoring = new(model.Manifest);
        FittedThresholds fit = new ThresholdTuner(scoring, known, without).Fit([.. model.Labels.Except(DetectionPlan.Fillers)], target, mostMisses);
        return Tuning.Of(target, fit, scoring.Score(known, fit.Values), scoring.Score(without, fit.Values), TradeOff.Measure(scoring, known, without, fit.Values));
    }

    private static void Write(CliContext context, Tuning tuning, string? folder)
    {
        ResultTable thresholds = new("keyword", ">threshold");
        foreach ((string label, float threshold) in tuning.Thresholds)
            thresholds.Row(label, threshold.ToString("0.0000", CultureInfo.InvariantCulture));
        thresholds.WriteTo(context.Tables());
        TradeOffTable.Write(context, tuning.TradeOff);
        context.Out.WriteLine(tuning.Statement);
        context.Out.WriteLine(folder is null ? "Nothing was written; add --write to put it into the manifest." : $"Written to {Path.Combine(folder, "manifest.json")}.");
    }
}
