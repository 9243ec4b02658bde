using System.Net;
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
}
