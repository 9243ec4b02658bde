using System.Numerics;
using System.Text.Json.Nodes;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>Puts tuned thresholds into a package's manifest; what does not depend on them stays as it is.</summary>
public static class TunedManifest
{
    /// <summary>
    /// Replaces <c>detection.thresholds</c>, <c>smoothing_windows</c> and <c>tuning</c>, and <c>verifier.thresholds</c>
    /// where there is a verifier that was tuned with them. Metrics of streams were
    /// measured with other thresholds, so they go; <see cref="MeasuredManifest"/> puts new ones in.
    /// </summary>
    /// <param name="packageFolder">The folder of a loaded keyword package.</param>
    /// <param name="tuning">What was fitted to that package.</param>
    /// <param name="cancellationToken">Ends the work; the old manifest stays.</param>
    public static Task WriteAsync(string packageFolder, TuningRecord tuning, CancellationToken cancellationToken) =>
        ManifestFile.ChangeAsync(packageFolder, manifest =>
        {
            if (manifest["detection"] is not JsonObject detection)
                manifest["detection"] = detection = [];
            detection["smoothing_windows"] = tuning.SmoothingWindows;
            detection["thresholds"] = Numbers(tuning.Thresholds, 4);
            detection["tuning"] = Record(tuning);
            if (tuning.VerifierThresholds.Count > 0 && manifest["verifier"] is JsonObject verifier)
                verifier["thresholds"] = Numbers(tuning.VerifierThresholds, 4);
            MeasuredManifest.Remove(manifest, StreamMetrics.IsOfStreams);
        }, cancellationToken);

    /// <summary>Replaces the thresholds of some labels and puts in what was measured with them; those of others
    /// stay.</summary>
    /// <param name="packageFolder">The folder of a loaded keyword package.</param>
    /// <param name="thresholds">By label.</param>
    /// <param name="metrics">In place of older ones of the same names.</param>
    /// <param name="cancellationToken">Ends the work; the old manifest stays.</param>
    public static Task WriteWordsAsync(
        string packageFolder, IReadOnlyDictionary<string, float> thresholds, IReadOnlyList<ModelMetric> metrics,
        CancellationToken cancellationToken) =>
        ManifestFile.ChangeAsync(packageFolder, manifest =>
        {
            foreach ((var label, var threshold) in thresholds)
                manifest["detection"]!["thresholds"]![label] = ManifestFile.Rounded(threshold, 4);
            MeasuredManifest.Put(manifest, metrics);
        }, cancellationToken);

    private static JsonObject Record(TuningRecord tuning)
    {
        var record = Figures(tuning);
        if (tuning.Talk is { } talk)
            record["talk"] = new JsonObject
            {
                ["false_alarms_per_hour_target"] = talk.FalseAlarmsPerHourTarget,
                ["false_alarms"] = talk.FalseAlarms,
                ["hours"] = ManifestFile.Rounded(talk.Hours, 2),
                ["interval_95_per_hour"] = Array(talk.Interval95PerHour.Select(rate => ManifestFile.Rounded(rate, 4))),
            };
        return record;
    }

    private static JsonObject Figures(TuningRecord tuning) => new()
    {
        ["false_alarms_per_hour_target"] = tuning.FalseAlarmsPerHourTarget,
        ["false_alarms"] = tuning.FalseAlarms,
        ["hours"] = ManifestFile.Rounded(tuning.Hours, 2),
        ["interval_95_per_hour"] = Array(tuning.Interval95PerHour.Select(rate => ManifestFile.Rounded(rate, 4))),
        ["false_alarms_per_hour_by_kind"] = Numbers(tuning.FalseAlarmsPerHourByKind, 2),
        ["misses"] = tuning.Misses,
        ["words"] = tuning.Words,
        ["false_alarms_beside_words"] = tuning.FalseAlarmsBesideWords,
        ["statement"] = tuning.Statement,
        ["trade_off"] = Array(tuning.TradeOff.Select(Point)),
        ["data"] = tuning.Data,
    };

    private static JsonObject Point(TradeOffPoint point) => new()
    {
        ["scale"] = point.Scale,
        ["miss_share"] = ManifestFile.Rounded(point.MissShare, 4),
        ["false_alarms_per_hour"] = ManifestFile.Rounded(point.FalseAlarmsAnHour, 3),
    };

    private static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);

    private static JsonObject Numbers<T>(IEnumerable<KeyValuePair<string, T>> values, int digits)
        where T : INumber<T>
    {
        JsonObject numbers = [];
        foreach ((var name, var value) in values)
            numbers[name] = ManifestFile.Rounded(double.CreateChecked(value), digits);
        return numbers;
    }
}
