using System.Reflection;
using Kws.Deploy;

namespace Kws.AppHost.Tests;

/// <summary>Compose's file, which is made from the AppHost's model.</summary>
public sealed class ComposeFileTests(WrittenManifest manifest) : IClassFixture<WrittenManifest>
{
    private static readonly string s_file = Repository.PathOf("deploy", "compose", "compose.yaml");

    private readonly MeshModel _mesh = MeshModel.Read(manifest.Path);

    [Fact]
    public async Task File_OfTheTree_IsWhatTheModelGives()
    {
        var made = ComposeFile.Of(_mesh, Version());
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(s_file, made).WithTimeout();

        // deploy/compose/generate.sh makes it anew.
        Assert.Equal(made, await File.ReadAllTextAsync(s_file).WithTimeout());
    }

    [Fact]
    public void File_OfAnotherModel_Differs() => Assert.NotEqual(
        ComposeFile.Of(_mesh, "1.0.0"),
        ComposeFile.Of(new MeshModel([.. _mesh.Services.Where(service => service.Name != "gateway")]), "1.0.0"));

    [Fact]
    public async Task File_OpensTheGatewayAlone_AndHoldsNoSecret()
    {
        var lines = await File.ReadAllLinesAsync(s_file).WithTimeout();
        string service = "", block = "";
        foreach (var line in lines)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
                service = line.Trim().TrimEnd(':');
            if (line.TrimStart().StartsWith("ports:", StringComparison.Ordinal))
                block += $"{service} ";
        }

        Assert.Equal("gateway collector dashboard ", block);
        Assert.All(lines.Where(line => line.Contains("PASSWORD", StringComparison.Ordinal)
            || line.Contains("MeshKey", StringComparison.Ordinal)), line =>
                Assert.Contains("${KWS_", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Services_AreProbed_AndTheGatewayWaitsForThoseItCalls()
    {
        var lines = ComposeFile.Of(_mesh, "1.0.0").Split('\n');
        foreach (var service in _mesh.Services)
        {
            var program = Path.GetFileNameWithoutExtension(service.Project);
            Assert.True(File.Exists(Repository.PathOf("services", program, service.Project)));
            Assert.Single(lines, $"    healthcheck: {{ <<: *probe, test: [\"CMD\", \"/app/{program}\", "
                + "\"--probe\", \"health\"] }");
        }

        var gateway = lines.SkipWhile(line => line != "  gateway:").TakeWhile(line => line.Length > 0).ToList();
        Assert.All(_mesh["gateway"].Calls, called =>
            Assert.Contains($"      {called}: {{ condition: service_healthy }}", gateway));
    }

    private static string Version() => typeof(MeshModel).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
