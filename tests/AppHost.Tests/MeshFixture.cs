using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Grpc.Net.Client;
using Kws.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AppHost.Tests;

/// <summary>The whole mesh, started once as the AppHost describes it, without the demo devices.</summary>
public sealed class MeshFixture : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = AppHostProcess.Patience;

    private readonly TemporaryFolder _state = new();

    public DistributedApplication App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(
                ["--DemoDevice:Enabled=false", "--Servers=process", $"--State:Folder={_state.Path}"]).WithTimeout();
        App = await builder.BuildAsync().WithTimeout();
        await App.StartAsync().WithTimeout(s_patience);
        foreach (var resource in (string[])["bus", "training", "featureextraction", "featureextraction-2",
            "audioinference", "tts", "visioninference"])
            await HealthyAsync(resource);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync().WithTimeout(s_patience);
        _state.Dispose();
    }

    public Task<ResourceEvent> HealthyAsync(string resource) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WithTimeout(s_patience);

    /// <summary>A resource of the AppHost.</summary>
    public IResource Resource(string name) =>
        App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(resource => resource.Name == name);

    /// <summary>A channel to a service, as a device has one.</summary>
    public GrpcChannel Connect(string resource) => GrpcChannel.ForAddress(App.GetEndpoint(resource, "http"));

    /// <summary>Runs a command of a resource as the dashboard does; fails with its message.</summary>
    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(Resource(resource), command)
            .WithTimeout(s_patience);
        Assert.True(result.Success, result.Message);
        return result;
    }

    /// <summary>Starts a resource that was stopped; returns when it is healthy.</summary>
    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        // Asked too early for its health, Aspire sees it stopped still and gives up.
        await App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.Running)
            .WithTimeout(s_patience);
        await HealthyAsync(resource);
    }

    /// <summary>Ends its process as a crash does (kill -9) and returns when another one is healthy in its
    /// place.</summary>
    public async Task CrashAsync(string resource)
    {
        var before = await ProcessOfAsync(resource);
        AppHostProcess.Signal(before, AppHostProcess.SigKill);
        await App.ResourceNotifications.WaitForResourceAsync(resource, change =>
            ResourceProcess.IdOf(change.Snapshot) is { } id && id != before).WithTimeout(s_patience);
        await HealthyAsync(resource);
    }

    private async Task<int> ProcessOfAsync(string resource)
    {
        var running = await App.ResourceNotifications.WaitForResourceAsync(resource, change =>
            ResourceProcess.IdOf(change.Snapshot) is not null).WithTimeout(s_patience);
        return ResourceProcess.IdOf(running.Snapshot)!.Value;
    }
}
