using System.Text.RegularExpressions;

namespace Kws.Architecture.Tests;

/// <summary>standins/ is what feeds lack, by the list of docs/adr/0001, and nothing else.</summary>
public partial class StandinTests
{
    private static readonly ProjectFile[] s_standins =
        [.. ProjectFile.All.Where(project => project.Area == "standins")];

    [Fact]
    public void Standins_AreNamedInTheDecisionsList()
    {
        var decision = File.ReadAllText(Repository.PathOf(Sources.Find("0001-*.md", "docs/adr").Single()));
        string[] listed = [.. ListedPackage().Matches(decision).Select(match => match.Groups["id"].Value)];

        Assert.NotEmpty(listed);
        Offenders.MustBeNone(Folders().Except(listed), "a stand-in that docs/adr/0001 does not list");
    }

    [Fact]
    public void Standins_AreProjectsOfTheirPackagesName() =>
        Assert.Equal(Folders().Select(id => $"standins/{id}/{id}.csproj").Order(),
            s_standins.Select(project => project.Path).Order());

    [Fact]
    public void Standins_AreEachAskedForAsAPackage()
    {
        string?[] wanted = [.. ProjectFile.All.Except(s_standins).SelectMany(project => project.PackageReferences)
            .Select(reference => reference.Attribute("Include")?.Value)];
        Offenders.MustBeNone(Folders().Where(id => !wanted.Contains(id)),
            "a stand-in for a package that no project references");
    }

    [Fact]
    public void Standins_AreReferencedByThePackagesNameOnly() =>
        Offenders.MustBeNone(ProjectFile.All
            .Where(project =>
                project.ProjectReferences.Any(reference => reference.StartsWith("standins/", StringComparison.Ordinal)))
            .Select(project => project.Path),
                "a stand-in is chosen by Directory.Build.targets, not by a ProjectReference");

    [Fact]
    public void Standins_ReferenceNoOtherProject() =>
        Offenders.MustBeNone(s_standins.Where(project => project.ProjectReferences.Count > 0)
            .Select(project => project.Path), "a stand-in knows packages only");

    /// <summary>Folders with a source file: one that holds only build outputs is no longer a stand-in.</summary>
    private static IEnumerable<string> Folders() =>
        Sources.Find("*", "standins").Select(file => file.Split('/')[1]).Distinct();

    [GeneratedRegex("^- `(?<id>[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex ListedPackage();
}
