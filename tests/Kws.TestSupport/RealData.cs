namespace Kws.TestSupport;

/// <summary>
/// The recordings and photos that tests use when they are there: <c>KWS_DATA</c>, or
/// <c>../shared/data</c> seen from the repository's root.
/// </summary>
public static class RealData
{
    private static string Folder { get; } =
        Environment.GetEnvironmentVariable("KWS_DATA") ?? Path.GetFullPath(Repository.PathOf("..", "shared", "data"));

    /// <summary>The path below the data folder. Skips the test, saying why, when it is absent.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        Skip.IfNot(Path.Exists(path), $"real data not found: {path} (set KWS_DATA to the data folder)");
        return path;
    }
}
