namespace Kws.Architecture.Tests;

/// <summary>Files of the tree without build outputs, restored packages and what a tool writes (migrations).</summary>
internal static class Sources
{
    private static readonly string[] s_skipped =
        ["bin", "obj", "node_modules", ".git", "TestResults", "artifacts", "Migrations"];

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Find(string pattern, string folder = ".") =>
        Walk(new DirectoryInfo(Repository.PathOf(folder)), pattern)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern)
    {
        if (!folder.Exists)
            return [];
        return folder.EnumerateFiles(pattern).Select(file => file.FullName)
            .Concat(folder.EnumerateDirectories().Where(child => !s_skipped.Contains(child.Name))
                .SelectMany(child => Walk(child, pattern)));
    }
}
