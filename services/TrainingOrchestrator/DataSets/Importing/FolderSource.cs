using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.DataSets.Archives;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>The files of a folder of this machine's.</summary>
/// <param name="folder">As <see cref="Resolve"/> gave it.</param>
/// <param name="options">The limits.</param>
internal sealed class FolderSource(string folder, ImportOptions options) : IImportSource
{
    private const string Field = "config.folder";

    /// <summary>The folder that a client names.</summary>
    /// <exception cref="InvalidRequestException">None may be named, or it does not lie below
    /// <see cref="ImportOptions.Root"/>.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static string Resolve(string asked, ImportOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Root))
            throw new InvalidRequestException(Field, asked, "none: the server has no Imports:Root");
        if (asked.Length is 0 or > 1_000 || Path.IsPathRooted(asked) || asked.Any(char.IsControl)
            || asked.Split('/', '\\').Contains(".."))
            throw new InvalidRequestException(Field, asked, "a folder below Imports:Root, without '..'");
        var root = RealPath(Path.GetFullPath(options.Root));
        var path = Path.Combine(root, asked);
        if (!Directory.Exists(path))
            throw new NotFoundException("folder below Imports:Root", asked);
        var real = RealPath(Path.GetFullPath(path));
        return real == root || real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? real
            : throw new InvalidRequestException(Field, asked, "a folder below Imports:Root; a link leads out of it");
    }

    public Task<IReadOnlyList<SourceFile>> BringAsync(
        string workFolder, ImportCounts counts, CancellationToken cancellationToken) =>
        Task.Run(() => Walk(cancellationToken), cancellationToken);

    private IReadOnlyList<SourceFile> Walk(CancellationToken cancellationToken)
    {
        var files = new List<SourceFile>();
        var (entries, bytes) = (0, 0L);
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (pending.TryPop(out var next))
            foreach (var entry in next.EnumerateFileSystemInfos())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++entries > options.MaxFiles)
                    throw new DataSetRefusedException(
                        "", $"the folder has more than {options.MaxFiles} entries, the limit (Imports:MaxFiles)");
                var path = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (EntryPath.IsHidden(path))
                    continue;
                if (entry.LinkTarget is not null)
                    throw new DataSetRefusedException(path, "is a link");
                if (entry is DirectoryInfo child)
                    pending.Push(child);
                else
                    files.Add(new SourceFile(path, entry.FullName, Check(path, ((FileInfo)entry).Length, ref bytes)));
            }

        return files;
    }

    private long Check(string path, long length, ref long bytes)
    {
        if (length > options.MaxFileBytes)
            throw new DataSetRefusedException(
                path, $"{length} bytes exceed the limit of {options.MaxFileBytes} a file (Imports:MaxFileBytes)");
        if ((bytes += length) > options.MaxBytes)
            throw new DataSetRefusedException(
                path, $"with it the files exceed {options.MaxBytes} bytes, the limit (Imports:MaxBytes)");
        return length;
    }

    // Without links in any of its parts.
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(
            Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.ResolveLinkTarget(returnFinalTarget: true) is { } target
                ? RealPath(Path.GetFullPath(target.FullName))
                : next.FullName;
        }

        return real;
    }
}
