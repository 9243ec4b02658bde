using System.Formats.Tar;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Training;

/// <summary>What is imported: an archive as it is, or a folder, which becomes a tar archive on its way.</summary>
internal sealed class ImportInput
{
    // What tar adds for each file, about.
    private const int HeaderBytes = 1_536;
    private const int EndBytes = 1_024;

    private readonly string _path;
    private readonly IReadOnlyList<(string Path, string File)>? _files;

    /// <param name="path">Of the folder or the archive.</param>
    /// <param name="field">The argument that names it.</param>
    /// <exception cref="BadInputException">There is none, or nothing in it.</exception>
    public ImportInput(string path, string field = "DIR|ARCHIVE")
    {
        _path = path;
        if (File.Exists(path))
        {
            Bytes = new FileInfo(path).Length;
            return;
        }

        if (!Directory.Exists(path))
            throw new BadInputException(field, path, "there is no such folder or file");
        _files = [.. FolderFiles.Below(path)
            .Select(file => (
                Path: Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'), File: file))
            .Where(file => !file.Path.Split('/').Any(part => part.StartsWith('.')))];
        if (_files.Count == 0)
            throw new BadInputException(field, path, "the folder holds no files");
        Bytes = EndBytes + _files.Sum(file => new FileInfo(file.File).Length + HeaderBytes);
    }

    /// <summary>About as many as are sent.</summary>
    public long Bytes { get; }

    /// <summary>Writes the archive.</summary>
    public async Task WriteToAsync(Stream output, CancellationToken cancellationToken)
    {
        if (_files is null)
        {
            await using var archive = File.OpenRead(_path);
            await archive.CopyToAsync(output, cancellationToken);
            return;
        }

        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var (path, file) in _files)
        {
            await using var content = File.OpenRead(file);
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content }, cancellationToken);
        }
    }
}
