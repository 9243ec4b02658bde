using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests;

/// <summary>The sample mesh, started once as a user of Aspire starts an AppHost in tests; the back has two replicas.</summary>
public sealed class SampleMeshFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public DistributedApplication App { get; private set; } = null!;

    public HttpClient Front { get; private set; } = null!;

    /// <summary>What happened to the resources, in order.</summary>
    public List<(string Resource, string? State, bool IsHealthy)> History { get; } = [];

    public async Task InitializeAsync()
    {
        IDistributedApplicationTestingBuilder builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.SampleMesh_AppHost>(["--Back:Replicas=2"]).WithTimeout();
        App = await builder.BuildAsync().WithTimeout();
        _ = RecordAsync();
        await App.StartAsync().WithTimeout();
        await App.ResourceNotifications.WaitForResourceHealthyAsync("front").WithTimeout(Patience);
        Front = App.CreateHttpClient("front");
    }

    public async Task DisposeAsync()
    {
        Front.Dispose();
        await App.DisposeAsync().WithTimeout(Patience);
    }

    /// <summary>A variable of the front's process.</summary>
    public Task<string> VariableAsync(string name) => Front.GetStringAsync(new Uri($"environment/{name}", UriKind.Relative)).WithTimeout();

    private async Task RecordAsync()
    {
        await foreach (ResourceEvent change in App.ResourceNotifications.WatchAsync())
            lock (History)
                History.Add((change.Resource.Name, change.Snapshot.State?.Text, ResourceNotificationService.IsHealthy(change.Snapshot)));
    }
}
