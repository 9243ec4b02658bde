namespace Kws.TestSupport;

/// <summary>Where the checkout under test lies.</summary>
public static class Repository
{
    /// <summary>The folder that holds Kws.Aspire.sln, found upward from the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the checkout.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kws.Aspire.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no Kws.Aspire.sln above {AppContext.BaseDirectory}");
    }
}
