using System.Text.Json.Nodes;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>Puts measurements into a package's manifest; everything else in it stays as it is.</summary>
public static class MeasuredManifest
{
    /// <summary>Adds the metrics at the end, in place of older ones of the same names.</summary>
    /// <param name="packageFolder">The folder of a loaded package.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="cancellationToken">Ends the work; the old manifest stays.</param>
    /// <param name="outdated">Names of other metrics that these replace; null: none.</param>
    public static Task WriteAsync(
        string packageFolder, IReadOnlyList<ModelMetric> metrics, CancellationToken cancellationToken,
        Predicate<string>? outdated = null) =>
        ManifestFile.ChangeAsync(packageFolder, manifest =>
        {
            if (outdated is not null)
                Remove(manifest, outdated);
            Put(manifest, metrics);
        }, cancellationToken);

    /// <summary>Adds the metrics at the end, in place of older ones of the same names.</summary>
    internal static void Put(JsonObject manifest, IReadOnlyList<ModelMetric> metrics)
    {
        Remove(manifest, name => metrics.Any(metric => metric.Name == name));
        if (manifest["metrics"] is not JsonArray entries)
            manifest["metrics"] = entries = [];
        foreach (var metric in metrics)
            entries.Add(Entry(metric));
    }

    /// <summary>Takes out the metrics of the names that a rule picks.</summary>
    internal static void Remove(JsonObject manifest, Predicate<string> picked)
    {
        if (manifest["metrics"] is not JsonArray entries)
            return;
        JsonNode?[] outdated =
            [.. entries.Where(entry => entry?["name"] is { } name && picked(name.GetValue<string>()))];
        foreach (var entry in outdated)
            entries.Remove(entry);
    }

    private static JsonObject Entry(ModelMetric metric) => new()
    {
        ["name"] = metric.Name,
        ["value"] = ManifestFile.Rounded(metric.Value, 4),
        ["data"] = metric.Data,
        ["samples"] = metric.Samples,
    };
}
