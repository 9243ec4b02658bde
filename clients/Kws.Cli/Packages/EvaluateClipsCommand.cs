using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate clips</c>: accuracy and confusion matrix on clips of one word each.</summary>
internal static class EvaluateClipsCommand
{
    private const int SilenceSeed = 20_240;

    public static Command Create(CliContext context)
    {
        var input = new EvaluationInput();
        var png = new Option<string?>("--png")
        {
            Description = "Draw the confusion matrix to this file",
            HelpName = "FILE"
        };
        var degrade = new DegradeOptions();
        var write = new MetricsOption();
        var json = CommonOptions.Json();
        var command = new Command("clips",
            "Accuracy, recall and confusion matrix on a folder of clips; silence is a twelfth")
        {
            png, write.Option, json,
        };
        degrade.AddTo(command);
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var conditions = degrade.Conditions(parsed, input, png, write.Option);
            var package = input.Package(parsed);
            using var model = KeywordModel.Open(package,
                new ModelSessionOptions { IntraOpThreads = Environment.ProcessorCount });
            var data = await input.ReadAsync(context, parsed, model, cancellationToken);
            if (conditions is not null)
            {
                var report = await DegradedReport.MeasureAsync(
                    context, model, data.Clips, conditions, degrade.Seed(parsed),
                    parsed.GetValue(input.NoiseOption), cancellationToken);
                await write.ApplyAsync(context, parsed, package, report.Metrics, cancellationToken);
                if (parsed.GetValue(json))
                    await context.Out.WriteLineAsync(JsonOutput.ToDocument(report.Json(model.Manifest)));
                else
                    report.Write(context, model.Manifest);
                return;
            }
            var silences = Silences.Draw(data.Noises, Math.Max(10, data.Clips.Count / 11),
                model.FeatureSpec.SampleRateHz, SilenceSeed);
            var matrix = ClipAccuracy.Measure(model, data.Clips, silences,
                new StepProgress(context, "answering").Report, cancellationToken);
            if (parsed.GetValue(png) is { } file)
                await OutputFile.WriteAsync(context, file, ConfusionImage.ToPng(matrix), cancellationToken);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(Json(model.Manifest, matrix)));
            else
                WriteTable(context, model.Manifest, matrix);
        });
        return command;
    }

    private static void WriteTable(CliContext context, ModelManifest manifest, ConfusionMatrix matrix)
    {
        var table = new ResultTable(
            ["said \\ heard", .. matrix.Labels.Select(label => $">{label}"), ">clips", ">recall"]);
        table.Title(
            FormattableString.Invariant(
                $"{manifest.Name} {manifest.Version}: {matrix.Accuracy:0.0%} of {matrix.Total} right"));
        for (var said = 0; said < matrix.Labels.Count; said++)
            table.Row(
            [
                matrix.Labels[said],
                .. Enumerable.Range(0, matrix.Labels.Count)
                .Select(answered => matrix[said, answered] == 0 ? "" : (object)matrix[said, answered]),
                matrix.Count(said),
                matrix.Count(said) == 0 ? "" : matrix.Recall(said).ToString("0.0%", CultureInfo.InvariantCulture),
            ]);
        table.WriteTo(context.Tables());
    }

    private static object Json(ModelManifest manifest, ConfusionMatrix matrix) => new
    {
        manifest.Name,
        manifest.Version,
        matrix.Accuracy,
        matrix.Total,
        matrix.Labels,
        Recall = Enumerable.Range(0, matrix.Labels.Count).ToDictionary(label => matrix.Labels[label], matrix.Recall),
        Confusion = Enumerable.Range(0, matrix.Labels.Count)
            .Select(said => Enumerable.Range(0, matrix.Labels.Count).Select(answered => matrix[said, answered])),
    };
}
