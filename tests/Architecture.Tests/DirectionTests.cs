namespace Kws.Architecture.Tests;

/// <summary>Who may know whom: services → libs → .NET, and nothing knows the AppHost.</summary>
public class DirectionTests
{
    [Fact]
    public void Libraries_ReferenceOnlyLibraries() => AssertReferences("libs", "libs");

    [Fact]
    public void Services_ReferenceLibrariesAndServiceDefaultsOnly() =>
        AssertReferences("services", "libs", "ServiceDefaults");

    [Fact]
    public void Clients_ReferenceLibrariesOnly() => AssertReferences("clients", "libs");

    [Fact]
    public void AppHost_IsReferencedByItsTestsOnly() =>
        Offenders.MustBeNone(
            ProjectFile.All
                .Where(project => project.Area != "tests"
                    && project.ProjectReferences.Any(reference =>
                        reference.StartsWith("AppHost/", StringComparison.Ordinal)))
                .Select(project => project.Path),
            "references AppHost");

    [Fact]
    public void GeneratedMessages_StayInGrpcFoldersOfServices()
    {
        string[] offenders = [.. Sources.Find("*.cs", "services")
            .Where(file => !file.Split('/').Contains("Grpc"))
            .Where(file =>
                File.ReadLines(Repository.PathOf(file))
                    .Any(line =>
                        System.Text.RegularExpressions.Regex.IsMatch(line,
                            @"^using (?:static )?Kws\.(?:Features|Audio|Speech|Vision)\.V1")))];
        Assert.True(offenders.Length == 0, $"generated message types outside Grpc/: {string.Join(", ", offenders)}");
    }

    private static void AssertReferences(string area, params string[] allowed)
    {
        string[] offenders = [.. ProjectFile.All.Where(project => project.Area == area)
            .SelectMany(project => project.ProjectReferences
                .Where(reference => !allowed.Contains(reference.Split('/')[0]))
                .Select(reference => $"{project.Path} -> {reference}"))];
        Assert.True(offenders.Length == 0,
            $"{area} may reference {string.Join(", ", allowed)} only: {string.Join("; ", offenders)}");
        Assert.Contains(ProjectFile.All, project => project.Area == area);
    }
}
