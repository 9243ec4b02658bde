namespace Kws.Storage;

/// <summary>Finds files below a folder, each once: links to folders are followed once, and never back inside.</summary>
/// <param name="root">The store's folder.</param>
internal sealed class FolderWalk(string root)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IEnumerable<FileInfo> Files(string folder)
    {
        var pending = new Stack<DirectoryInfo>();
        var start = new DirectoryInfo(folder);
        if (start.Exists)
            pending.Push(start);
        while (pending.TryPop(out var next))
        {
            foreach (var file in next.EnumerateFiles().Where(LeadsSomewhere))
                yield return file;
            foreach (var child in next.EnumerateDirectories().Where(IsToBeWalked))
                pending.Push(child);
        }
    }

    private static bool LeadsSomewhere(FileInfo file) =>
        file.LinkTarget is null || file.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };

    // A link to a parent would be walked for ever, one to a neighbour lists it twice.
    private bool IsToBeWalked(DirectoryInfo folder)
    {
        if (folder.LinkTarget is null)
            return true;
        return folder.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target
            && !IsInside(target.FullName, root) && !IsInside(root, target.FullName)
            && _seen.Add(Path.GetFullPath(target.FullName));
    }

    private static bool IsInside(string path, string folder) =>
        (Path.GetFullPath(path) + Path.DirectorySeparatorChar).StartsWith(
            Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
