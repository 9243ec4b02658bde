using System.IO.Compression;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>The files of an archive.</summary>
/// <param name="open">Its bytes from the first on; disposed here.</param>
/// <param name="stated">What it is said to be; null: told by its first bytes.</param>
/// <param name="limits">What it may hold.</param>
internal sealed class ArchiveSource(
    Func<CancellationToken, Task<Stream>> open, ArchiveKind? stated, ArchiveLimits limits) : IImportSource
{
    public async Task<IReadOnlyList<SourceFile>> BringAsync(
        string workFolder, ImportCounts counts, CancellationToken cancellationToken)
    {
        await using var bytes = await open(cancellationToken).ConfigureAwait(false);
        await using var counted = new CountingStream(bytes, limits.MaxBytes, "the archive", counts.AddReceived);
        var head = new byte[ArchiveKinds.EnoughBytes];
        var filled = await counted.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        var kind = Check(ArchiveKinds.Recognise(head.AsSpan(0, filled)), filled);
        await using var whole = new PeekedStream(head.AsMemory(0, filled), counted);
        var unpacking = new Unpacking(Directory.CreateDirectory(Path.Combine(workFolder, "files")).FullName, limits);
        await UnpackAsync(kind, whole, unpacking, workFolder, cancellationToken).ConfigureAwait(false);
        // Archives are padded: whoever sends one is read to the end.
        await whole.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return unpacking.Files;
    }

    private ArchiveKind Check(ArchiveKind? found, int bytes)
    {
        if (bytes == 0)
            throw new DataSetRefusedException("", "the archive is empty");
        if (found is not { } kind)
            throw new DataSetRefusedException("", "no archive by its first bytes; allowed: .tar, .tar.gz or .zip");
        return stated is null || stated == kind
            ? kind
            : throw new DataSetRefusedException("", $"the archive is said to be {stated} and by its bytes is {kind}");
    }

    private async Task UnpackAsync(
        ArchiveKind kind, Stream whole, Unpacking unpacking, string workFolder, CancellationToken cancellationToken)
    {
        if (kind == ArchiveKind.Zip)
        {
            // Its directory stands at its end.
            await using var zip = await SpoolAsync(whole, workFolder, cancellationToken).ConfigureAwait(false);
            await ZipEntries.UnpackAsync(zip, unpacking, limits, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (kind == ArchiveKind.Tar)
        {
            await TarEntries.UnpackAsync(whole, unpacking, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var unzipped = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        await using var bounded = new CountingStream(unzipped, limits.MaxBytes, "the unpacked archive");
        await TarEntries.UnpackAsync(bounded, unpacking, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<FileStream> SpoolAsync(
        Stream whole, string workFolder, CancellationToken cancellationToken)
    {
        var spool = new FileStream(Path.Combine(workFolder, "archive"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, bufferSize: 64 * 1024, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await whole.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
            spool.Position = 0;
            return spool;
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
