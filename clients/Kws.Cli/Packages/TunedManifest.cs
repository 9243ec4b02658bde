using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>Puts tuned thresholds into a package's manifest; everything else in it stays as it is.</summary>
internal static class TunedManifest
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Replaces the file whole, so that a reader sees the old or the new one.</summary>
    public static async Task WriteAsync(string packageFolder, Tuning tuning, CancellationToken cancellation)
    {
        string file = Path.Combine(packageFolder, "manifest.json");
        JsonObject manifest = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellation))!.AsObject();
        JsonObject detection = manifest["detection"]!.AsObject();
        detection["thresholds"] = new JsonObject(tuning.Thresholds.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, Rounded(pair.Value, 4))));
        detection["tuning"] = new JsonObject
        {
            ["false_alarms_per_hour_target"] = tuning.FalseAlarmsPerHourTarget,
            ["false_alarms"] = tuning.FalseAlarms,
            ["hours"] = Rounded(tuning.Hours, 2),
            ["interval_95_per_hour"] = new JsonArray([.. tuning.Interval95PerHour.Select(rate => Rounded(rate, 4))]),
            ["misses"] = tuning.Misses,
            ["words"] = tuning.Words,
            ["false_alarms_beside_words"] = tuning.FalseAlarmsBesideWords,
            ["statement"] = tuning.Statement,
            ["trade_off"] = new JsonArray([.. tuning.TradeOff.Select(Point)]),
        };
        string partial = $"{file}.part";
        await File.WriteAllTextAsync(partial, manifest.ToJsonString(s_readable) + "\n", cancellation);
        File.Move(partial, file, overwrite: true);
    }

    private static JsonObject Point(TradeOffPoint point) => new()
    {
        ["scale"] = point.Scale,
        ["miss_share"] = Rounded(point.MissShare, 4),
        ["false_alarms_per_hour"] = Rounded(point.FalseAlarmsAnHour, 3),
    };

    private static JsonNode Rounded(double value, int digits) => JsonValue.Create(Math.Round((decimal)value, digits))!;
}
