using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kws.Models;
using Kws.Storage;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Where files of a data set lie, as the trainer reads them: <c>train/&lt;word&gt;/FILE</c>,
/// <c>validation/&lt;word&gt;/FILE</c> and <c>background_noise/FILE</c>, or
/// <c>train/&lt;source&gt;/&lt;LETTER&gt;/FILE</c>.</summary>
internal static class StoredPaths
{
    private const int MaxStem = 150;

    /// <summary>A path for each file, in the order of the files' own paths: the same for the same files.</summary>
    public static IReadOnlyList<(string Path, PlacedFile File)> Assign(IEnumerable<PlacedFile> files, ModelTask task)
    {
        // Folders of some machines do not tell case apart.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var assigned = new List<(string Path, PlacedFile File)>();
        foreach (var file in files.OrderBy(file => file.Source.Path, StringComparer.Ordinal))
        {
            var folder = FolderOf(file, task);
            var (stem, suffix) = NameOf(file);
            var path = $"{folder}/{stem}{suffix}";
            for (var number = 2; !taken.Add(path); number++)
                path = string.Create(CultureInfo.InvariantCulture, $"{folder}/{stem}-{number}{suffix}");
            assigned.Add((path, file));
        }

        return assigned;
    }

    /// <summary>SHA-256 of all paths and contents, in lower-case hex: labels and splits are in the paths.</summary>
    public static string Hash(IEnumerable<(string Path, PlacedFile File)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, file) in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Sha256} {path}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string FolderOf(PlacedFile file, ModelTask task)
    {
        if (file.Split == DataSplit.Background)
            return "background_noise";
        var split = file.Split == DataSplit.Training ? "train" : "validation";
        return task == ModelTask.KeywordSpotting ? $"{split}/{file.Label}" : $"{split}/{file.Origin}/{file.Label}";
    }

    private static (string Stem, string Suffix) NameOf(PlacedFile file)
    {
        var name = Path.GetFileName(file.Source.Path);
        var suffix = Path.GetExtension(name).ToLowerInvariant();
        var stem = string.Concat(name[..^suffix.Length].Take(MaxStem)
            .Select(c => ObjectKey.IsSegment($"_{c}") ? c : '_'));
        return (stem is "" or ['.', ..] ? $"_{stem}" : stem, suffix);
    }
}
