using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Tests;

/// <summary>The whole mesh, started once as the AppHost describes it, without the demo device.</summary>
public sealed class MeshFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public DistributedApplication App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        IDistributedApplicationTestingBuilder builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--DemoDevice:Enabled=false"]).WithTimeout();
        App = await builder.BuildAsync().WithTimeout();
        await App.StartAsync().WithTimeout();
        foreach (string resource in (string[])["bus", "training", "featureextraction", "audioinference", "tts", "visioninference"])
            await HealthyAsync(resource);
    }

    public async Task DisposeAsync() => await App.DisposeAsync().WithTimeout(Patience);

    public Task<ResourceEvent> HealthyAsync(string resource) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WithTimeout(Patience);

    /// <summary>A resource of the AppHost.</summary>
    public IResource Resource(string name) =>
        App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);

    /// <summary>A channel to a service, as a device has one.</summary>
    public GrpcChannel Connect(string resource) => GrpcChannel.ForAddress(App.GetEndpoint(resource, "http"));
}
