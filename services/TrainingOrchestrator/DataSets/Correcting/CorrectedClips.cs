using System.Security.Cryptography;
using System.Text;
using Kws.Models;
using Kws.Storage;
using Kws.Storage.Recordings;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>A marked recording, brought here and checked.</summary>
/// <param name="Mark">What it holds.</param>
/// <param name="File">Its audio, with hash and origin; its split is not decided.</param>
internal sealed record CorrectedClip(CorrectionRow Mark, PlacedFile File);

/// <summary>Brings marked recordings from the archive.</summary>
internal sealed class CorrectedClips(MarkedRecordings recordings, FileCheck check)
{
    private const int AtOnce = 8;
    private const int DeviceDigits = 12;
    private const int MarkDigits = 8;

    /// <summary>Copies and checks the clips as an import checks files.</summary>
    /// <param name="marks">The oldest first.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="setAside">Gets those that cannot be used, and those of whose audio there is a later mark.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectStoreException">The archive is away.</exception>
    public async Task<IReadOnlyList<CorrectedClip>> BringAsync(
        IReadOnlyList<CorrectionRow> marks, string folder, List<ClosedCorrection> setAside,
        CancellationToken cancellationToken)
    {
        var brought = new CorrectedClip?[marks.Count];
        await Parallel.ForAsync(
            0, marks.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => brought[index] =
                await BringAsync(marks[index], Path.Combine(folder, $"{index}.wav"), token).ConfigureAwait(false))
            .ConfigureAwait(false);
        setAside.AddRange(marks.Where((_, index) => brought[index] is null).Select(mark =>
            new ClosedCorrection(mark, CorrectionState.Missing, $"it is not in {recordings.Location} any more")));
        var read = await CheckAsync([.. brought.OfType<CorrectedClip>()], setAside, cancellationToken)
            .ConfigureAwait(false);
        return LastOfEach(read, setAside);
    }

    // One recording may lie there under two keys.
    private static List<CorrectedClip> LastOfEach(
        IEnumerable<CorrectedClip> clips, List<ClosedCorrection> setAside)
    {
        var last = new List<CorrectedClip>();
        foreach (var same in clips.GroupBy(clip => clip.File.Sha256))
        {
            last.Add(same.Last());
            setAside.AddRange(same.SkipLast(1).Select(clip => new ClosedCorrection(
                clip.Mark, CorrectionState.Superseded, $"the same audio was marked later, as {same.Last().Mark.Key}")));
        }

        return last;
    }

    private async Task<CorrectedClip?> BringAsync(
        CorrectionRow mark, string file, CancellationToken cancellationToken)
    {
        try
        {
            if (await recordings.FindAsync(mark.Key, cancellationToken).ConfigureAwait(false) is not { } recording)
                return null;
            await recordings.CopyAsync(recording, file, cancellationToken).ConfigureAwait(false);
            var device = await recordings.DeviceOfAsync(recording, cancellationToken).ConfigureAwait(false);
            var source = new SourceFile(PathOf(recording, device, mark), file, new FileInfo(file).Length);
            var isSilent = mark.Label == RecordingMarks.Silence;
            return new CorrectedClip(mark, new PlacedFile(
                source, isSilent ? DataSplit.Background : null, isSilent ? "" : mark.Label, OriginOf(device)));
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    private async Task<List<CorrectedClip>> CheckAsync(
        CorrectedClip[] clips, List<ClosedCorrection> setAside, CancellationToken cancellationToken)
    {
        var counts = new ImportCounts();
        var files = await check.ReadAsync(
            [.. clips.Select(clip => clip.File)], ModelTask.KeywordSpotting, counts, cancellationToken)
            .ConfigureAwait(false);
        var faults = counts.Faults.Kept().GroupBy(fault => fault.File)
            .ToDictionary(fault => fault.Key, fault => fault.First().Reason, StringComparer.Ordinal);
        var sound = new List<CorrectedClip>();
        for (var index = 0; index < clips.Length; index++)
            if (files[index].Sha256.Length > 0)
                sound.Add(clips[index] with { File = files[index] });
            else
                setAside.Add(new ClosedCorrection(clips[index].Mark, CorrectionState.Unusable,
                    faults.GetValueOrDefault(files[index].Source.Path, "cannot be read")));
        return sound;
    }

    // Named as trainers and imports tell speakers: "<speaker>_nohash_<take>". Each mark has a name of its own: a clip
    // that is marked as it was marked before makes a version that is none of the earlier ones.
    private static string PathOf(ArchivedRecording recording, string device, CorrectionRow mark)
    {
        var take = $"{recording.Id}-{Digits(mark.EventId, MarkDigits)}.wav";
        return FormattableString.Invariant($"recordings/{recording.Label}/{recording.Date:yyyy-MM-dd}/")
            + (device.Length > 0 ? $"{OriginOf(device)}_nohash_{take}" : take);
    }

    /// <summary>A device as a speaker's name. A data set is passed on: devices' own names are no part of it.</summary>
    internal static string OriginOf(string device) => device.Length == 0
        ? ""
        : $"device{Digits(device, DeviceDigits)}";

    private static string Digits(string text, int count) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..count];
}
