using System.Globalization;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Takes an archive's entries one by one: checks each before a byte of it is written, and what was written
/// besides.</summary>
/// <remarks>Files get numbers for names: whatever an entry is called, it lies in the folder.</remarks>
/// <param name="folder">Of this archive alone.</param>
/// <param name="limits">What it may hold.</param>
internal sealed class Unpacking(string folder, ArchiveLimits limits)
{
    private const int BlockBytes = 64 * 1024;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<SourceFile> _files = [];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _entries;
    private long _bytes;

    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>Counts an entry of any kind and reads its name.</summary>
    /// <exception cref="DataSetRefusedException">The name or the number of entries is not allowed.</exception>
    public string Enter(string name)
    {
        if (++_entries > limits.MaxFiles)
            throw new DataSetRefusedException(
                "", $"the archive has more than {limits.MaxFiles} entries, the limit ({limits.Section}:MaxFiles)");
        return EntryPath.Normalise(name);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">As <see cref="Enter"/> gave it.</param>
    /// <param name="claimed">Its length as the archive claims it.</param>
    /// <param name="content">Null: an empty file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataSetRefusedException">It is there twice, or larger than allowed.</exception>
    public async Task TakeAsync(string path, long claimed, Stream? content, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
            throw new DataSetRefusedException("", "a file without a name");
        CheckBytes(path, claimed);
        if (!_paths.Add(path))
            throw new DataSetRefusedException(path, "is in the archive twice");
        if (EntryPath.IsHidden(path))
            return;
        var file = Path.Combine(folder, _files.Count.ToString("D8", CultureInfo.InvariantCulture));
        var bytes = 0L;
        await using (var to = File.Create(file))
            while (content is not null
                && await content.ReadAsync(_block, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                // What is there counts, whatever was claimed.
                CheckBytes(path, bytes += read);
                await to.WriteAsync(_block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

        _bytes += bytes;
        _files.Add(new SourceFile(path, file, bytes));
    }

    private void CheckBytes(string path, long bytes)
    {
        if (bytes > limits.MaxFileBytes)
            throw new DataSetRefusedException(
                path,
                $"{bytes} bytes exceed the limit of {limits.MaxFileBytes} a file ({limits.Section}:MaxFileBytes)");
        if (_bytes + bytes > limits.MaxBytes)
            throw new DataSetRefusedException(
                path,
                $"with it the unpacked files exceed {limits.MaxBytes} bytes, the limit ({limits.Section}:MaxBytes)");
    }
}
