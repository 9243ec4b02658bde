namespace Kws.Documentation.Tests.Deployment;

/// <summary>A checkout that commands may change: <c>deploy</c> is copied, what a command builds goes into the copy, and
/// all else is linked.</summary>
internal static class CheckoutCopy
{
    private static readonly string[] s_made =
        ["bin", "obj", "cdk.out", "node_modules", "manifest.json", ".env", ".git"];


    private static readonly string[] s_needEngines = ["base.sh", "test.sh"];

    /// <summary>Makes it.</summary>
    /// <param name="folder">Where; there is nothing yet.</param>
    /// <param name="programs">The folder of stand-ins, which take the places of scripts that need an engine.</param>
    public static void Make(string folder, string programs)
    {
        LinkEntries(Repository.Root, folder, but: ["deploy", "clients"]);
        CopyFiles(Repository.PathOf("deploy"), Path.Combine(folder, "deploy"));
        LinkEntries(Repository.PathOf("clients", "Kws.Cli"), Path.Combine(folder, "clients", "Kws.Cli"), but: []);
        foreach (var name in s_needEngines)
        {
            var script = Path.Combine(folder, "deploy", "containers", name);
            File.Delete(script);
            File.CreateSymbolicLink(script, Path.Combine(programs, name));
        }
    }

    private static void LinkEntries(string from, string to, string[] but)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
            if (!s_made.Contains(entry.Name) && !but.Contains(entry.Name))
                File.CreateSymbolicLink(Path.Combine(to, entry.Name), entry.FullName);
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos().Where(e => !s_made.Contains(e.Name)))
            if (entry is FileInfo file)
                file.CopyTo(Path.Combine(to, file.Name));
            else
                CopyFiles(entry.FullName, Path.Combine(to, entry.Name));
    }
}
