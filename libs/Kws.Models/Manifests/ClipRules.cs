namespace Kws.Models;

/// <summary>What section <c>clips</c> of a keyword model's manifest must satisfy.</summary>
internal static class ClipRules
{
    /// <summary>The most places besides the first.</summary>
    public const int MaxShifts = 16;

    /// <summary>The checked section; null when there is none.</summary>
    /// <param name="document">The section as JSON has it.</param>
    /// <param name="manifest">What was read so far.</param>
    /// <param name="faults">Told every fault.</param>
    public static ClipSettings? Check(ClipsDocument? document, ModelManifest manifest, ManifestFaults faults)
    {
        if (document is null)
            return null;
        faults.Require(document.UnsureBelow is > 0 and <= 1, "clips.unsure_below", document.UnsureBelow,
            "above 0, at most 1");
        var shape = manifest.Input.Shape;
        var most = ((shape.Count > 1 ? Math.Min(shape[1], KeywordManifestRules.MaxFramesPerWindow) : 1) - 1) / 2;
        var shifts = document.ShiftFrames;
        faults.Require(
            shifts is { Count: >= 1 and <= MaxShifts } && shifts.Distinct().Count() == shifts.Count
                && shifts.All(shift => shift != 0 && shift >= -most && shift <= most),
            "clips.shift_frames", shifts, $"1 .. {MaxShifts} different ones of {-most} .. {most}, without 0");
        CheckFile(document.File, manifest, faults);
        return new() { UnsureBelow = document.UnsureBelow ?? 0, ShiftFrames = shifts ?? [], File = document.File };
    }

    private static void CheckFile(string? file, ModelManifest manifest, ManifestFaults faults)
    {
        if (file is null)
            return;
        faults.Require(file == PackageFileRules.ClipsFile, "clips.file", file, PackageFileRules.ClipsFile);
        faults.Require(manifest.Files.Any(entry => entry.Path == PackageFileRules.ClipsFile), "files",
            $"a list without {PackageFileRules.ClipsFile}",
            $"{PackageFileRules.ClipsFile}, the file of the network that hears unclear clips");
    }
}
