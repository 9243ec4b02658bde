using System.Formats.Tar;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Unpacks tar archives: V7, ustar, pax and GNU.</summary>
internal static class TarEntries
{
    /// <param name="tar">Read once, forward.</param>
    /// <param name="unpacking">Takes the files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataSetRefusedException">Broken, a link or a device, or beyond the limits.</exception>
    public static async Task UnpackAsync(Stream tar, Unpacking unpacking, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(new TarHeaderGuard(tar), leaveOpen: true);
        while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                continue;
            var path = unpacking.Enter(entry.Name);
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList)
                continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile
                or TarEntryType.ContiguousFile))
                throw new DataSetRefusedException(path, $"is no file but of the kind {entry.EntryType}");
            try
            {
                await unpacking.TakeAsync(path, entry.Length, entry.DataStream, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw Broken(path, e);
            }
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException
            or ArgumentException or OverflowException or NotSupportedException)
        {
            throw Broken("", e);
        }
    }

    private static DataSetRefusedException Broken(string path, Exception exception) =>
        new(path, $"the tar archive is broken: {exception.Message}");
}
