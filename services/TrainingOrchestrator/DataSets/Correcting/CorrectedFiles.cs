using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>An earlier version's files and corrected clips together.</summary>
internal static class CorrectedFiles
{
    private const double ValidationShare = 0.2;

    /// <summary>A corrected clip takes the place of an earlier file of the same audio. All clips of a device are in one
    /// split: where earlier ones are, else where its hash says, the same each time.</summary>
    /// <param name="earlier">With their splits.</param>
    /// <param name="clips">Each of other audio.</param>
    public static List<PlacedFile> Merge(
        IReadOnlyList<PlacedFile> earlier, IReadOnlyList<CorrectedClip> clips)
    {
        var corrected = clips.Select(clip => clip.File.Sha256).ToHashSet(StringComparer.Ordinal);
        var twins = earlier.Where(file => file.Split != DataSplit.Background && corrected.Contains(file.Sha256))
            .GroupBy(file => file.Sha256)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var splits = earlier.Where(file => file.Split != DataSplit.Background && file.Origin.Length > 0)
            .GroupBy(file => file.Origin)
            .ToDictionary(origin => origin.Key, origin => origin.First().Split!.Value, StringComparer.Ordinal);
        return
        [
            .. earlier.Where(file => !corrected.Contains(file.Sha256)),
            .. clips.Select(clip => Place(clip.File, twins.GetValueOrDefault(clip.File.Sha256), splits)),
        ];
    }

    /// <summary>What must hold of them; a word that stands for all others need not be in both splits.</summary>
    public static void Check(IReadOnlyList<PlacedFile> files, DataSetFaults faults)
    {
        ContentRules.CheckLabels(files, faults);
        ContentRules.CheckSplits([.. files.Where(file => file.Label != RecordingMarks.Unknown)], faults);
        ContentRules.CheckContents(files, faults);
    }

    private static PlacedFile Place(PlacedFile clip, PlacedFile? twin, Dictionary<string, DataSplit> splits)
    {
        if (clip.Split == DataSplit.Background)
            return clip;
        // Who speaks in it is known better from where it was before.
        if (twin is not null)
            return clip with { Split = twin.Split, Origin = twin.Origin };
        var origin = clip.Origin.Length > 0 ? clip.Origin : clip.Sha256;
        return clip with
        {
            Origin = origin,
            Split = splits.TryGetValue(origin, out var split) ? split : SplitOf(origin),
        };
    }

    private static DataSplit SplitOf(string origin)
    {
        var hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));
        return hash < uint.MaxValue * ValidationShare ? DataSplit.Validation : DataSplit.Training;
    }
}
