using System.Text.RegularExpressions;

namespace Kws.Models;

/// <summary>What the list of a package's files must satisfy: nothing outside the package, nothing twice, nothing
/// huge.</summary>
internal static partial class PackageFileRules
{
    /// <summary>The file that holds the model.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>The file that holds a keyword model's verifier, if it has one.</summary>
    public const string VerifierFile = "verifier.onnx";

    /// <summary>The file that holds the network that hears unclear clips, if a keyword model has one.</summary>
    public const string ClipsFile = "clips.onnx";

    /// <summary>A model is read into memory whole, to hash what is loaded and load what was hashed.</summary>
    public const long MaxFileBytes = 256L << 20;

    private const int MaxFiles = 100;

    public static IReadOnlyList<PackageFile> Check(IReadOnlyList<FileDocument?>? files, ManifestFaults faults)
    {
        if (files is null || files.Count is 0 or > MaxFiles)
        {
            faults.Add("files", files is null ? null : $"{files.Count} entries", $"1 .. {MaxFiles} files");
            return [];
        }
        var checkedFiles = new List<PackageFile>();
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i] ?? new FileDocument(null, null, null);
            faults.Require(file.Path is not null && IsInside(file.Path), $"files[{i}].path", file.Path,
                "a relative path of A-Z a-z 0-9 . _ - and /, without ..");
            faults.Require(file.Sha256 is not null && Sha256Pattern().IsMatch(file.Sha256), $"files[{i}].sha256",
                file.Sha256, "64 digits of lower-case hex");
            faults.Require(file.Bytes is > 0 and <= MaxFileBytes, $"files[{i}].bytes", file.Bytes,
                $"1 .. {MaxFileBytes}");
            checkedFiles.Add(new PackageFile(file.Path ?? "", file.Sha256 ?? "", file.Bytes ?? 0));
        }
        faults.Require(checkedFiles.DistinctBy(file => file.Path).Count() == checkedFiles.Count, "files",
            "a path more than once", "each path once");
        faults.Require(checkedFiles.Any(file => file.Path == ModelFile), "files",
            $"a list without {ModelFile}", ModelFile);
        return checkedFiles;
    }

    private static bool IsInside(string path) =>
        path.Length <= 200 && PathPattern().IsMatch(path) && !path.Split('/').Any(part => part.Trim('.').Length == 0);

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*\z")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern();
}
