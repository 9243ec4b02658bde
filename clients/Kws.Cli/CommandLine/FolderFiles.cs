namespace Kws.Cli.CommandLine;

/// <summary>The files below a folder as a person sees them.</summary>
internal static class FolderFiles
{
    /// <summary>macOS lays a file of attributes with this prefix beside each file that it copies to a foreign
    /// disk.</summary>
    private const string AppleDouble = "._";

    /// <summary>All files below the folder but macOS's files of attributes. Links to folders are followed, each folder
    /// once.</summary>
    public static IEnumerable<string> Below(string folder) => Below(folder, []);

    private static IEnumerable<string> Below(string folder, HashSet<string> seen)
    {
        if (!seen.Add(RealPath(folder)))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder))
            if (!Path.GetFileName(file).StartsWith(AppleDouble, StringComparison.Ordinal))
                yield return file;
        // Folders before links to them, so that files keep the names that they have without the links.
        foreach (var inner in Directory.EnumerateDirectories(folder)
            .OrderBy(IsLink).ThenBy(path => path, StringComparer.Ordinal))
            foreach (var file in Below(inner, seen))
                yield return file;
    }

    private static bool IsLink(string folder) => new DirectoryInfo(folder).LinkTarget is not null;

    /// <summary>The path without links in any of its parts.</summary>
    private static string RealPath(string folder)
    {
        var path = Path.GetFullPath(folder);
        var real = Path.GetPathRoot(path)!;
        var parts = path[real.Length..]
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.ResolveLinkTarget(returnFinalTarget: true) is { } target
                ? RealPath(target.FullName)
                : next.FullName;
        }
        return real;
    }
}
