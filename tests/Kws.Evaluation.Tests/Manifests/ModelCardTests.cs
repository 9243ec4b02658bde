using System.Text.Json.Nodes;
using Kws.Models;

namespace Kws.Evaluation.Tests;

public sealed class ModelCardTests : IDisposable
{
    private const string Card = "# A model\n<!-- measured 1.3.0 -->\nold\n<!-- /measured -->\nmore\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Renewed_Figures_StandPeopleTalkingFirst()
    {
        var card = ModelCard.Renewed(Card, Manifest("1.3.0",
            ("stream.miss_share", 0.12, "5 recordings"), ("clips.telephone.accuracy", 0.935, "interval a | b"),
            ("accuracy", 0.9, "clips"), ("false_alarms_per_hour.synthetic", 0.3, "10 h"),
            ("false_alarms_per_hour.talk", 9.45, "1.9 h")));

        Assert.StartsWith(
            "# A model\n<!-- measured 1.3.0 -->\n### While people talk\n", card, StringComparison.Ordinal);
        Assert.EndsWith("|\n\n<!-- /measured -->\nmore\n", card, StringComparison.Ordinal);
        string[] rows = [.. card.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(
        [
            "| `false_alarms_per_hour.talk` | 9.45 | 1.9 h |",
            "| `false_alarms_per_hour.synthetic` | 0.30 | 10 h |",
            "| `stream.miss_share` | 0.12 | 5 recordings |",
            "| `clips.telephone.accuracy` | 93.5 % | interval a / b |",
        ], rows);
        Assert.DoesNotContain("old", card, StringComparison.Ordinal);
        Assert.Contains("### Synthetic talk, other words, noise\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Renewed_NothingMeasured_SaysSo() =>
        Assert.Equal(4, ModelCard.Renewed(Card, Manifest("1.3.0")).Split("Not measured.").Length - 1);

    [Fact]
    public void Renewed_CardOfAnotherVersionOrWithoutThatPart_StaysAsItIs()
    {
        Assert.Equal(Card, ModelCard.Renewed(Card, Manifest("1.4.0")));
        Assert.Equal("# A model\n", ModelCard.Renewed("# A model\n", Manifest("1.3.0")));
    }

    [Fact]
    public async Task WriteAsync_CardBesideTheVersions_IsRenewed()
    {
        Directory.CreateDirectory(_folder["1.3.0"]);
        await File.WriteAllTextAsync(_folder["README.md"], Card).WithTimeout();
        await File.WriteAllTextAsync(_folder["1.3.0", "manifest.json"], Manifest("1.3.0").ToJsonString()).WithTimeout();

        await MeasuredManifest.WriteAsync(_folder["1.3.0"],
            [new ModelMetric("false_alarms_per_hour.talk", 0, "1 h", 60)], default).WithTimeout();

        Assert.Contains("| `false_alarms_per_hour.talk` | 0.00 | 1 h |",
            await File.ReadAllTextAsync(_folder["README.md"]).WithTimeout(), StringComparison.Ordinal);
    }

    private static JsonObject Manifest(string version, params (string Name, double Value, string Data)[] metrics)
    {
        JsonNode[] entries =
        [
            .. metrics.Select(metric => new JsonObject
            {
                ["name"] = metric.Name,
                ["value"] = metric.Value,
                ["data"] = metric.Data,
            }),
        ];
        return new JsonObject { ["version"] = version, ["metrics"] = new JsonArray(entries) };
    }
}
