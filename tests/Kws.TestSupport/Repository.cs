namespace Kws.TestSupport;

/// <summary>Where the checkout under test lies.</summary>
public static class Repository
{
    /// <summary>The folder that holds Kws.Aspire.sln, found upward from the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the checkout.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>What the build made of a project, in the configuration of this test.</summary>
    /// <param name="folder">Of the project, such as <c>clients/Kws.Cli</c>.</param>
    /// <param name="name">Of the assembly.</param>
    public static string AssemblyOf(string folder, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return PathOf(folder, "bin", output.Parent!.Name, output.Name, $"{name}.dll");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kws.Aspire.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no Kws.Aspire.sln above {AppContext.BaseDirectory}");
    }
}
