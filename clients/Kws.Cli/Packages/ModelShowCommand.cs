using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Packages;

/// <summary><c>kws model show</c>: the model that new sessions of a server use.</summary>
internal static class ModelShowCommand
{
    public static Command Create(CliContext context)
    {
        var server = ServerAddress.OfAudioInference();
        var json = CommonOptions.Json();
        json.Description = "Print the model's manifest";
        var command = new Command("show", "Show the model that new sessions use") { server.Option, json };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var model = await ServerSession.UseAsync(
                server.Resolve(parsed, context), cancellationToken, async channel =>
                await new KeywordSpotter.KeywordSpotterClient(channel).DescribeModelAsync(
                    new DescribeModelRequest(), cancellationToken: cancellationToken));
            ReportOf(model).WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Report ReportOf(DescribeModelResponse model)
    {
        var manifest = JsonElement.Parse(model.ManifestJson);
        var facts = new ResultTable("", "~").Title($"{model.Name} {model.Version}")
            .Row("labels", string.Join(' ', model.Labels))
            .Row("hears", string.Create(
                CultureInfo.InvariantCulture, $"{model.SampleRateHz} Hz (other rates are resampled)"))
            .Row("features", model.FeaturesCanonicalJson)
            .Row("features sha256", model.FeaturesSha256);
        AddCost(facts, manifest);
        var verifier = VerifierFacts.Of(manifest);
        verifier?.AddTo(facts);
        ClipFacts.Add(facts, manifest);
        AddMetrics(facts, manifest);
        if (manifest.TryGetProperty("licence", out var licence))
            facts.Row("licence", licence.ToString());

        var thresholds = verifier is null
            ? new ResultTable("keyword", ">reported from")
            : new ResultTable("keyword", ">reported from", ">confirmed from");
        foreach (var keyword in model.Keywords)
        {
            var reported = model.Thresholds.TryGetValue(keyword, out var threshold) ? Digits(threshold) : "";
            if (verifier is null)
                thresholds.Row(keyword, reported);
            else
                thresholds.Row(keyword, reported, Digits(verifier.ThresholdOf(keyword)));
        }
        return Report.OfDocument(manifest).Add(facts).Add(thresholds);
    }

    private static string Digits(float threshold) => threshold.ToString("0.000", CultureInfo.InvariantCulture);

    private static void AddCost(ResultTable table, JsonElement manifest)
    {
        if (manifest.TryGetProperty("cost", out var entries) && entries.ValueKind == JsonValueKind.Object)
            foreach (var entry in entries.EnumerateObject().Where(
                entry => entry.Value.ValueKind == JsonValueKind.Number))
                table.Row(entry.Name.Replace('_', ' '),
                    entry.Value.GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture));
    }

    private static void AddMetrics(ResultTable table, JsonElement manifest)
    {
        if (!manifest.TryGetProperty("metrics", out var metrics) || metrics.ValueKind != JsonValueKind.Array)
            return;
        foreach (var metric in metrics.EnumerateArray())
        {
            var samples = Text(metric, "samples") is { Length: > 0 } count ? $"{count} samples" : "";
            string[] parts = [Text(metric, "value"), Text(metric, "data"), samples];
            table.Row(Text(metric, "name"), string.Join("; ", parts.Where(part => part.Length > 0)));
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString()
            : "";
}
