using Kws.Detection;
using Kws.Features;

namespace Kws.Models;

/// <summary>What the manifest of a keyword model must satisfy beyond the common rules.</summary>
internal static class KeywordManifestRules
{
    /// <summary>Ten seconds at the default hop; a window is held for every stream.</summary>
    public const int MaxFramesPerWindow = 1000;

    public static ModelManifest Check(ManifestDocument document, ModelManifest manifest, ManifestFaults faults)
    {
        var features = CheckFeatures(document, faults);
        var shape = manifest.Input.Shape;
        if (features is not null)
            faults.Require(
                shape.Count == 3 && shape[1] <= MaxFramesPerWindow && shape[2] == features.Coefficients,
                "inputs[0].shape", shape,
                    $"[-1, frames (1 .. {MaxFramesPerWindow}), {features.Coefficients}], a row of features a frame");
        manifest = manifest with
        {
            Features = features,
            Detection = CheckDetection(document.Detection, manifest.Labels, faults),
            Verifier = VerifierRules.Check(document.Verifier, manifest, faults),
            Clips = ClipRules.Check(document.Clips, manifest, faults),
        };
        return manifest with { Streaming = StreamingRules.Check(document.Streaming, manifest, faults) };
    }

    private static FeatureSpec? CheckFeatures(ManifestDocument document, ManifestFaults faults)
    {
        if (document.Features is not { } json)
        {
            faults.Add("features", null, "the model's feature spec");
            return null;
        }
        try
        {
            var features = FeatureSpec.Parse(json.GetRawText());
            faults.Require(document.FeaturesSha256 == features.Sha256, "features_sha256", document.FeaturesSha256,
                $"{features.Sha256}, the hash of the feature spec");
            return features;
        }
        catch (InvalidFeatureSpecException e)
        {
            foreach (var fault in e.Faults)
                faults.Add($"features.{fault}");
            return null;
        }
    }

    private static DetectionSettings CheckDetection(
        DetectionSettings? document,
        IReadOnlyList<string> labels,
        ManifestFaults faults)
    {
        var settings = document ?? new DetectionSettings();
        faults.RequireRange("detection.stride_frames", settings.StrideFrames, 1, 1000);
        faults.RequireRange("detection.smoothing_windows", settings.SmoothingWindows, 1, Smoothing.MaxWindows);
        faults.RequireRange("detection.early_windows", settings.EarlyWindows, 0, settings.SmoothingWindows);
        faults.RequireRange("detection.early_odds", settings.EarlyOdds, 1, Smoothing.MaxEarlyOdds);
        faults.RequireRange("detection.refractory_ms", settings.RefractoryMs, 0, 60_000);
        faults.RequireRange("detection.near_miss_share", settings.NearMissShare, 0, 1);
        if (settings.Thresholds is null)
        {
            faults.Add("detection.thresholds", null, "an object, a number a label");
            return settings;
        }
        foreach (var (label, threshold) in settings.Thresholds)
        {
            faults.Require(labels.Contains(label), "detection.thresholds", label, "labels of the model");
            faults.Require(threshold is > 0 and <= 1, $"detection.thresholds.{label}", threshold, "above 0, at most 1");
        }
        return settings;
    }
}
