using System.Globalization;
using System.Text.Json;
using Kws.Audio.V1;
using Kws.Cli.Output;
using Spectre.Console;

namespace Kws.Cli.Packages;

/// <summary>A model's description for people.</summary>
internal static class ModelTables
{
    public static void Write(IAnsiConsole console, DescribeModelResponse model)
    {
        using JsonDocument manifest = JsonDocument.Parse(model.ManifestJson);
        var facts = new ResultTable("", "").Title($"{model.Name} {model.Version}")
            .Row("labels", string.Join(' ', model.Labels))
            .Row("hears", string.Create(CultureInfo.InvariantCulture, $"{model.SampleRateHz} Hz (other rates are resampled)"))
            .Row("features", model.FeaturesCanonicalJson)
            .Row("features sha256", model.FeaturesSha256);
        AddEntries(facts, manifest.RootElement, "cost");
        AddMetrics(facts, manifest.RootElement);
        if (manifest.RootElement.TryGetProperty("licence", out JsonElement licence))
            facts.Row("licence", licence.ToString());
        facts.WriteTo(console);

        var thresholds = new ResultTable("keyword", ">reported from");
        foreach (string keyword in model.Keywords)
            thresholds.Row(keyword, model.Thresholds.TryGetValue(keyword, out float threshold) ? threshold.ToString("0.000", CultureInfo.InvariantCulture) : "");
        thresholds.WriteTo(console);
    }

    private static void AddEntries(ResultTable table, JsonElement manifest, string section)
    {
        if (manifest.TryGetProperty(section, out JsonElement entries) && entries.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty entry in entries.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Number))
                table.Row(entry.Name.Replace('_', ' '), entry.Value.GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture));
    }

    private static void AddMetrics(ResultTable table, JsonElement manifest)
    {
        if (!manifest.TryGetProperty("metrics", out JsonElement metrics) || metrics.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement metric in metrics.EnumerateArray())
            table.Row(Text(metric, "name"), string.Join("; ",
                new[] { Text(metric, "value"), Text(metric, "data"), Text(metric, "samples") is { Length: > 0 } count ? $"{count} samples" : "" }
                    .Where(part => part.Length > 0)));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";
}
