using System.Security.Cryptography;
using System.Text;
using Kws.Models;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Divides files between training and validation by who speaks or where a photo was taken: whoever is heard in
/// training says nothing about how strangers are understood.</summary>
internal static class SpeakerSplit
{
    private const double DefaultShare = 0.2;

    /// <summary>Puts the origins with the lowest hashes into validation, the same ones each time, and at least one of
    /// each kind if there are two.</summary>
    /// <param name="files">Without splits.</param>
    /// <param name="share">Of the origins, 0.05 to 0.5; 0: 0.2.</param>
    /// <param name="faults">Hears when there is nothing to divide.</param>
    public static PlacedFile[] Divide(IReadOnlyList<PlacedFile> files, double share, DataSetFaults faults)
    {
        string[] origins = [.. files.Where(file => file.Split is null).Select(OriginOf).Distinct()
            .OrderBy(Rank, StringComparer.Ordinal)];
        if (origins.Length == 1)
            faults.Add("", $"all files are of one speaker or source ('{origins[0]}') and cannot be split by it; "
                + "put them below train/ and validation/, or name files <speaker>_nohash_<take> or folders by source");
        var validation = origins
            .Take(Math.Clamp((int)Math.Round(origins.Length * (share == 0 ? DefaultShare : share)), 1,
                Math.Max(1, origins.Length - 1)))
            .ToHashSet(StringComparer.Ordinal);
        return [.. files.Select(file => file.Split is not null
            ? file
            : file with
            {
                Origin = OriginOf(file),
                Split = validation.Contains(OriginOf(file)) ? DataSplit.Validation : DataSplit.Training,
            })];
    }

    /// <summary>Takes splits as they are stated.</summary>
    /// <returns>Origins that are in both and may be: of photos.</returns>
    public static string[] Check(IReadOnlyList<PlacedFile> files, ModelTask task, DataSetFaults faults)
    {
        string[] shared = [.. files.Where(file => file.Split != DataSplit.Background && file.Origin.Length > 0)
            .GroupBy(file => file.Origin)
            .Where(origin => origin.Select(file => file.Split).Distinct().Count() > 1)
            .Select(origin => origin.Key).Order(StringComparer.Ordinal)];
        if (task == ModelTask.SignLetters)
            return shared;
        foreach (var speaker in shared)
            faults.Add("", $"speaker '{speaker}' is in training and in validation");
        return [];
    }

    // Without a speaker in its name a recording stands for itself, and copies of it go with it.
    private static string OriginOf(PlacedFile file) =>
        file.Origin.Length > 0 ? file.Origin
        : file.Sha256.Length > 0 ? file.Sha256
        : file.Source.Path;

    private static string Rank(string origin) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));
}
