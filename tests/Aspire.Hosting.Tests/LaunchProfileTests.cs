using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests;

/// <summary>Projects with <c>Properties/launchSettings.json</c>.</summary>
public sealed class LaunchProfileTests : IDisposable
{
    private const string Settings = """
        {
          // Comments and trailing commas occur in such files.
          "profiles": {
            "container": { "commandName": "Docker" },
            "http": {
              "commandName": "Project",
              "commandLineArgs": "--mode \"two words\"",
              "applicationUrl": "https://localhost:7001;http://localhost:5001",
              "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" },
            },
            "other": { "commandName": "Project", "applicationUrl": "http://localhost:6001" }
          }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("launch-profile");
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    private string Project => Path.Combine(_folder.FullName, "Web.csproj");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Project_WithProfiles_TakesTheFirstOfItsKind()
    {
        Write(Settings);
        ProjectResource web = _builder.AddProject("web", Project).Resource;
        Assert.Equal([("https", 7001), ("http", 5001)], web.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (endpoint.Name, endpoint.Port!.Value)));
        Assert.Single(web.Annotations.OfType<EnvironmentCallbackAnnotation>());
        Assert.Single(web.Annotations.OfType<CommandLineArgsCallbackAnnotation>());
    }

    [Fact]
    public void Project_NamedProfile_TakesIt()
    {
        Write(Settings);
        ProjectResource web = _builder.AddProject("web", Project, launchProfileName: "other").Resource;
        Assert.Equal(6001, Assert.Single(web.Annotations.OfType<EndpointAnnotation>()).Port);
    }

    [Fact]
    public void Project_NullProfile_TakesNone()
    {
        Write(Settings);
        Assert.Empty(_builder.AddProject("web", Project, launchProfileName: null).Resource.Annotations.OfType<EndpointAnnotation>());
    }

    [Fact]
    public void Project_ProfileAbsent_NamesIt()
    {
        Write(Settings);
        Assert.Contains("'none'", Assert.Throws<DistributedApplicationException>(() => _builder.AddProject("web", Project, "none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Project_SettingsBroken_NamesTheFile()
    {
        Write("{");
        Assert.Contains("launchSettings.json", Assert.Throws<DistributedApplicationException>(() => _builder.AddProject("web", Project)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_NeverBuilt_SaysHowToBuild() =>
        Assert.Contains("dotnet build", Assert.Throws<DistributedApplicationException>(() => ProjectOutput.Find(Project, appHost: null)).Message, StringComparison.Ordinal);

    private void Write(string settings) =>
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory("Properties").FullName, "launchSettings.json"), settings);
}
