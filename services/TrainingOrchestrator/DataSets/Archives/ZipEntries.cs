using System.IO.Compression;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Unpacks zip archives.</summary>
internal static class ZipEntries
{
    private const int UnixModeShift = 16;
    private const int UnixKindMask = 0xF000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;

    /// <param name="zip">Can seek.</param>
    /// <param name="unpacking">Takes the files.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataSetRefusedException">Broken, encrypted, a link, or beyond the limits.</exception>
    public static async Task UnpackAsync(
        Stream zip, Unpacking unpacking, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            ZipDirectory.Check(zip, limits);
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in archive.Entries)
                await TakeAsync(entry, unpacking, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException
            or ArgumentException or OverflowException)
        {
            throw new DataSetRefusedException("", $"the zip archive is broken: {e.Message}");
        }
    }

    private static async Task TakeAsync(ZipArchiveEntry entry, Unpacking unpacking, CancellationToken cancellationToken)
    {
        var path = unpacking.Enter(entry.FullName);
        if (entry.FullName.EndsWith('/'))
            return;
        var kind = (entry.ExternalAttributes >>> UnixModeShift) & UnixKindMask;
        if (kind is not (0 or UnixFile or UnixFolder))
            throw new DataSetRefusedException(path, "is no file but a link or a device");
        if (entry.IsEncrypted)
            throw new DataSetRefusedException(path, "is encrypted");
        try
        {
            await using var content = entry.Open();
            await unpacking.TakeAsync(path, entry.Length, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataSetRefusedException(path, $"cannot be unpacked: {e.Message}");
        }
    }
}
