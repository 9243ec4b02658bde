using System.Xml.Linq;

namespace Kws.Architecture.Tests;

/// <summary>A csproj of the tree and what it asks for.</summary>
internal sealed record ProjectFile(
    string Path,
    IReadOnlyList<string> ProjectReferences,
    IReadOnlyList<XElement> PackageReferences)
{
    /// <summary>The top-level folder it lies in, such as <c>services</c>.</summary>
    public string Area => Path.Split('/')[0];

    /// <summary>Every project of the tree; paths are relative to its root, with forward slashes.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } = [.. Sources.Find("*.csproj").Select(Read)];

    private static ProjectFile Read(string path)
    {
        var root = XElement.Load(Repository.PathOf(path));
        var folder = System.IO.Path.GetDirectoryName(Repository.PathOf(path))!;
        return new ProjectFile(
            path,
            [.. root.Descendants("ProjectReference")
                .Select(reference => Resolve(folder, reference.Attribute("Include")!.Value))],
            [.. root.Descendants("PackageReference")]);
    }

    private static string Resolve(string folder, string include)
    {
        var relative = include.Replace("$(RepositoryRoot)", Repository.Root + "/", StringComparison.Ordinal)
            .Replace('\\', '/');
        return System.IO.Path.GetRelativePath(Repository.Root,
            System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, relative))).Replace('\\', '/');
    }
}
