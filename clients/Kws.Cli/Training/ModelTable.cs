using System.Globalization;
using System.Text.Json;
using Kws.Cli.Output;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Models of the registry for people and for programs.</summary>
internal static class ModelTable
{
    public static ResultTable Of(IEnumerable<Model> models)
    {
        var table = new ResultTable(
            "task", "~model", "version", "state", "~is", ">accuracy", ">bytes", "~from", "taken in");
        foreach (var model in models)
            table.Row(
                TaskName(model.Task),
                model.Name,
                model.Version,
                StateOf(model),
                string.Join(", ", model.Aliases),
                AccuracyOf(model)?.ToString("0.0%", CultureInfo.InvariantCulture),
                model.Bytes,
                OriginOf(model),
                TimeOf(model));
        return table;
    }

    /// <summary>All of one version.</summary>
    public static Report ReportOf(Model model)
    {
        var metrics = new ResultTable("~metric", ">value", "~measured on");
        foreach (var metric in model.Metrics)
            metrics.Row(metric.Name, metric.Value, metric.Data);
        var gates = new ResultTable("gate", "passed", "~value", "~limit");
        foreach (var gate in model.Gates)
            gates.Verdict(gate.Passed, gate.Gate, gate.Passed ? "yes" : "no", gate.Value, gate.Limit);
        return Report.OfDocument(ToDocument(model)).Add(Of([model])).Add(metrics).Add(gates)
            .Add($"package {model.PackageKey}").Add($"manifest {model.ManifestSha256}");
    }

    public static object ToDocument(Model model) => new
    {
        Task = TaskName(model.Task),
        model.Name,
        model.Version,
        State = StateOf(model),
        model.Aliases,
        model.PackageKey,
        model.ManifestSha256,
        model.Bytes,
        model.JobId,
        model.DataSet,
        model.DataSetVersion,
        model.Recipe,
        Metrics = model.Metrics.Select(metric => new { metric.Name, metric.Value, metric.Data }),
        Gates = model.Gates.Select(gate => new { gate.Gate, gate.Passed, gate.Value, gate.Limit }),
        model.CreatedBy,
        CreatedAt = model.CreatedAt?.ToDateTimeOffset(),
        Manifest = model.Manifest.Length > 0 ? ManifestOf(model) : (JsonElement?)null,
    };

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public static string TaskName(TrainingTask task) =>
        task == TrainingTask.KeywordSpotting ? "keyword-spotting" : "sign-letters";

    private static JsonElement ManifestOf(Model model) => JsonElement.Parse(model.Manifest);

    private static string StateOf(Model model) => model.State.ToString().ToLowerInvariant();

    private static double? AccuracyOf(Model model) =>
        model.Metrics.FirstOrDefault(metric => metric.Name == "accuracy")?.Value;

    private static string OriginOf(Model model) => model.JobId.Length > 0
        ? $"{model.DataSet}:{model.DataSetVersion.ToString(CultureInfo.InvariantCulture)}, {model.Recipe}"
        : "package";

    private static string TimeOf(Model model) => model.CreatedAt?.ToDateTimeOffset()
        .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
