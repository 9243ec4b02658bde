using System.Text.RegularExpressions;

namespace Kws.Architecture.Tests;

/// <summary>Habits of the tree that a reviewer should not have to check.</summary>
public partial class ConventionTests
{
    [Fact]
    public void Versions_StandInOnePlace() =>
        Offenders.MustBeNone(ProjectFile.All.SelectMany(project => project.PackageReferences
            .Where(reference => reference.Attribute("Version") is not null
                || reference.Attribute("VersionOverride") is not null)
            .Select(reference => $"{project.Path}: {reference.Attribute("Include")?.Value}")),
                "versions stand in Directory.Packages.props");

    [Fact]
    public void Projects_AreAllInTheSolution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Kws.Aspire.sln")).Replace('\\', '/');
        Offenders.MustBeNone(ProjectFile.All.Select(project => project.Path)
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)),
                "not in Kws.Aspire.sln (run scripts/add-projects.sh)");
    }

    [Fact]
    public void ServicePrograms_HaveAtMostFortyLines() =>
        Offenders.MustBeNone(Sources.Find("Program.cs", "services")
            .Where(file => File.ReadLines(Repository.PathOf(file)).Count() > 40), "Program.cs over 40 lines");

    [Fact]
    public void Files_AreNamedByWhatTheyDo() =>
        Offenders.MustBeNone(Sources.Find("*.cs").Where(file => VagueName().IsMatch(Path.GetFileName(file))),
            "a name that says nothing");

    [Fact]
    public void SourceFiles_AreShort() =>
        Offenders.MustBeNone(Sources.Find("*.cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)
                && !file.StartsWith("standins/", StringComparison.Ordinal))
            .Select(file => (File: file, Lines: File.ReadLines(Repository.PathOf(file)).Count()))
            .Where(entry => entry.Lines > 400)
            .Select(entry => $"{entry.File} ({entry.Lines})"), "over 400 lines");

    [Fact]
    public void ClientsOfAws_CanTakeARoleByAToken() =>
        Offenders.MustBeNone(ProjectFile.All
            .Where(project => project.Area is "libs" or "services")
            .Select(project => (project.Path, Packages: project.PackageReferences
                .Select(reference => reference.Attribute("Include")!.Value)
                .Where(id => id.StartsWith("AWSSDK.", StringComparison.Ordinal)).ToList()))
            .Where(project => project.Packages.Count > 0 && !project.Packages.Contains("AWSSDK.SecurityToken"))
            .Select(project => project.Path),
            "AWS clients without AWSSDK.SecurityToken, which gives them their role on EKS (Kws.Storage.csproj)");

    [Fact]
    public void LockFiles_RecordNoDownloadAddress() =>
        Offenders.MustBeNone(Sources.Find("package-lock.json")
            .Where(file => File.ReadAllText(Repository.PathOf(file))
                .Contains("\"resolved\": \"http", StringComparison.Ordinal)), "lock file with download addresses");

    [GeneratedRegex(@"^(?:Utils?|Utilities|Extensions|Helpers?|Common|Misc)\.cs$|Manager\.cs$|Helper\.cs$")]
    private static partial Regex VagueName();
}
