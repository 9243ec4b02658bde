using Kws.Storage;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>Brings a version's files here, one at a time for each that asks.</summary>
internal sealed class VersionContent(IObjectStore store, DataSetRow version, string folder)
{
    /// <summary>A file's bytes.</summary>
    public async Task<byte[]> ReadAsync(DataSetFileRow file, CancellationToken cancellationToken)
    {
        await using var from = await store.OpenAsync(KeyOf(file), cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream((int)file.Bytes);
        await from.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>A copy of a file, which goes when the result is disposed.</summary>
    public async Task<FileCopy> CopyAsync(DataSetFileRow file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}{Path.GetExtension(file.Path)}");
        await using var from = await store.OpenAsync(KeyOf(file), cancellationToken).ConfigureAwait(false);
        await using var to = File.Create(path);
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
        return new FileCopy(path);
    }

    private ObjectKey KeyOf(DataSetFileRow file) => new($"{version.Prefix}/{file.Path}");
}

/// <summary>A temporary file.</summary>
internal sealed record FileCopy(string Path) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
