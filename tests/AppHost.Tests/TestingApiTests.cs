using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests;

/// <summary>The AppHost under Aspire's own testing API, as its users' tests start it.</summary>
public sealed class TestingApiTests
{
    [Fact]
    public async Task Start_OneServiceAlone_ServesItsHealthAndStops()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(
                ["--DemoDevice:Enabled=false", "--Servers=process", $"--State:Folder={state.Path}"]).WithTimeout();
        foreach (var other in builder.Resources.Where(resource => resource.Name != "featureextraction").ToList())
            builder.Resources.Remove(other);
        await using var app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout(AppHostProcess.Patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("featureextraction")
            .WithTimeout(AppHostProcess.Patience);

        using var client = app.CreateHttpClient("featureextraction", "health");
        using var response = await client.GetAsync(new Uri("health", UriKind.Relative)).WithTimeout();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.StopAsync().WithTimeout(AppHostProcess.Patience);
    }

    [Fact]
    public async Task Recordings_AreLookedForWhereTheyAreWritten()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(
                ["--Servers=process", $"--State:Folder={state.Path}", "--Recording:Enabled=true"]).WithTimeout();

        var (writer, reader) = (await SettingsOfAsync(builder, "audioinference"),
            await SettingsOfAsync(builder, "trainingorchestrator"));

        Assert.Equal("true", writer["Recording__Enabled"]);
        Assert.NotEmpty((string)writer["Storage__Directory"]);
        Assert.Equal(writer["Storage__Directory"], reader["Storage__Directory"]);
        Assert.DoesNotContain(reader.Keys, key => key.StartsWith("Recordings__", StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, object>> SettingsOfAsync(
        IDistributedApplicationTestingBuilder builder, string resource)
    {
        var settings = new Dictionary<string, object>();
        var asked = builder.Resources.Single(other => other.Name == resource);
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, asked, settings);
        foreach (var callback in asked.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await callback.Callback(context).WithTimeout();
        return settings;
    }
}
