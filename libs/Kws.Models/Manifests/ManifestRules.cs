using System.Text;
using System.Text.RegularExpressions;

namespace Kws.Models;

/// <summary>What a manifest must satisfy before any file of its package is touched.</summary>
internal static partial class ManifestRules
{
    private const int MaxLabels = 1000;
    private const int MaxLabelLength = 64;

    /// <summary>The checked manifest; null when a fault leaves nothing to build one from.</summary>
    public static ModelManifest? Check(ManifestDocument document, ReadOnlySpan<byte> json, ManifestFaults faults)
    {
        faults.Require(document.Schema == ModelManifest.SchemaName, "schema", document.Schema,
            ModelManifest.SchemaName);
        var task = ModelTaskNames.Parse(document.Task);
        faults.Require(task is not null, "task", document.Task, string.Join(" or ", ModelTaskNames.All));
        faults.Require(document.Name is not null && NamePattern().IsMatch(document.Name), "name", document.Name,
            "1 .. 64 of a-z 0-9 . _ -, the first a letter or digit");
        faults.Require(document.Version is not null && VersionPattern().IsMatch(document.Version), "version",
            document.Version, "three numbers such as 1.0.0");
        var labels = CheckLabels(document.Labels, faults);
        var input = CheckTensor("inputs", document.Inputs, faults);
        var output = CheckTensor("outputs", task == ModelTask.SignLetters && document.Outputs is [var first, _]
            ? [first]
            : document.Outputs, faults);
        if (output is not null)
            faults.Require(output.Shape.Count == 2 && output.Shape[1] == labels.Count, "outputs[0].shape", output.Shape,
                $"[-1, {labels.Count}], one posterior a label");
        var files = PackageFileRules.Check(document.Files, faults);
        if (task is null || input is null || output is null)
            return null;

        var manifest = new ModelManifest()
        {
            Task = task.Value,
            Name = document.Name ?? "",
            Version = document.Version ?? "",
            Labels = labels,
            Input = input,
            Output = output,
            Metrics = Metrics(document.Metrics),
            Cost = Cost(document.Cost),
            Licence = document.Licence ?? "",
            Attribution = [.. (document.Attribution ?? []).OfType<string>()],
            Files = files,
            Json = Encoding.UTF8.GetString(json),
        };
        return task == ModelTask.KeywordSpotting
            ? KeywordManifestRules.Check(document, manifest, faults)
            : SignManifestRules.Check(document, manifest, faults);
    }

    private static IReadOnlyList<string> CheckLabels(IReadOnlyList<string?>? labels, ManifestFaults faults)
    {
        if (labels is null || labels.Count is < 2 or > MaxLabels)
        {
            faults.Add("labels", labels is null ? null : $"{labels.Count} entries", $"2 .. {MaxLabels} labels");
            return [];
        }
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            faults.Require(!string.IsNullOrWhiteSpace(label) && label.Length <= MaxLabelLength
                && !label.Any(char.IsControl), $"labels[{i}]", label, $"1 .. {MaxLabelLength} visible characters");
        }
        string?[] repeated =
            [.. labels.GroupBy(label => label).Where(group => group.Count() > 1).Select(group => group.Key)];
        faults.Require(repeated.Length == 0, "labels", string.Join(", ", repeated) + " more than once",
            "each label once");
        return [.. labels.Select(label => label ?? "")];
    }

    private static TensorSpec? CheckTensor(string field, IReadOnlyList<TensorDocument?>? tensors, ManifestFaults faults)
    {
        if (tensors is not [{ Name: { Length: > 0 } name, Shape: { } shape } tensor])
        {
            faults.Add(field, tensors is null ? null : $"{tensors.Count} tensors",
                "one tensor with name, type and shape");
            return null;
        }
        faults.Require(tensor.Type == "float32", $"{field}[0].type", tensor.Type, "float32");
        var usable = shape.Count is >= 2 and <= 8 && shape[0] == -1
            && shape.Skip(1).All(dimension => dimension is >= 1 and <= 1 << 20);
        faults.Require(usable, $"{field}[0].shape", shape, "an open batch (-1), then positive dimensions");
        return usable ? new TensorSpec(name, [.. shape]) : null;
    }

    private static IReadOnlyList<ModelMetric> Metrics(IReadOnlyList<MetricDocument?>? metrics) =>
        [.. (metrics ?? []).OfType<MetricDocument>().Select(metric =>
            new ModelMetric(metric.Name ?? "", metric.Value ?? 0, metric.Data ?? "", metric.Samples ?? 0))];

    private static ModelCost Cost(CostDocument? cost) => new()
    {
        Parameters = cost?.Parameters ?? 0,
        MultiplyAdds = cost?.MultiplyAdds ?? 0,
        Bytes = cost?.Bytes ?? 0,
        LatencyMsBatch1 = cost?.LatencyMsBatch1 ?? 0,
        LatencyMsBatch32 = cost?.LatencyMsBatch32 ?? 0,
    };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\z")]
    private static partial Regex VersionPattern();
}
