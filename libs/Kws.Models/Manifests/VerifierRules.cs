using Kws.Detection;

namespace Kws.Models;

/// <summary>What section <c>verifier</c> of a keyword model's manifest must satisfy.</summary>
internal static class VerifierRules
{
    /// <summary>The checked section; null when there is none.</summary>
    /// <param name="document">The section as JSON has it.</param>
    /// <param name="manifest">What was read so far.</param>
    /// <param name="faults">Told every fault.</param>
    public static VerifierSettings? Check(VerifierDocument? document, ModelManifest manifest, ManifestFaults faults)
    {
        if (document is null)
            return null;
        var defaults = new VerifierSettings();
        var settings = new VerifierSettings
        {
            File = document.File ?? "",
            Frames = document.Frames ?? 0,
            Looks = document.Looks ?? defaults.Looks,
            Thresholds = CheckThresholds("verifier.thresholds", document.Thresholds, manifest.Labels, faults),
            Alone = CheckThresholds("verifier.alone", document.Alone, manifest.Labels, faults),
        };
        faults.Require(
            document.File == PackageFileRules.VerifierFile, "verifier.file", document.File,
                PackageFileRules.VerifierFile);
        faults.Require(manifest.Files.Any(file => file.Path == PackageFileRules.VerifierFile), "files",
            $"a list without {PackageFileRules.VerifierFile}", $"{PackageFileRules.VerifierFile}, the verifier's file");
        var shape = manifest.Input.Shape;
        var least = shape.Count == 3 ? Math.Min(shape[1], KeywordManifestRules.MaxFramesPerWindow) : 1;
        if (document.Frames is null)
            faults.Add("verifier.frames", null, $"{least} .. {KeywordManifestRules.MaxFramesPerWindow}");
        else
            faults.RequireRange("verifier.frames", settings.Frames, least, KeywordManifestRules.MaxFramesPerWindow);
        faults.RequireRange("verifier.looks", settings.Looks, 1, SecondLookRules.MaxLooks);
        return settings;
    }

    private static Dictionary<string, float> CheckThresholds(
        string field, IReadOnlyDictionary<string, float>? thresholds, IReadOnlyList<string> labels,
            ManifestFaults faults)
    {
        var checkedOnes = new Dictionary<string, float>();
        foreach (var (label, threshold) in thresholds ?? new Dictionary<string, float>())
        {
            faults.Require(labels.Contains(label) && !DetectionPlan.Fillers.Contains(label), field, label,
                "keywords of the model");
            faults.Require(threshold is > 0 and <= 1, $"{field}.{label}", threshold, "above 0, at most 1");
            checkedOnes[label] = threshold;
        }
        return checkedOnes;
    }
}
