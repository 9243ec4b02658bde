using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the application: every resource in its turn, and all of them down again.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model, ResourceNotificationService notifications, HealthMonitor health, DashboardLauncher dashboard,
    ProcessServices services, LocalState state, IConfiguration configuration, ILogger<Orchestrator> logger) : IHostedService
{
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly List<IResourceInstance> _instances = [];
    private readonly List<TcpBalancer> _balancers = [];
    private volatile bool _isStopping;
    private Task _watching = Task.CompletedTask;

    public IReadOnlyList<IResourceInstance> Instances => _instances;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (state.IsTemporary)
            OrchestrationLog.TemporaryState(logger, state.Folder);
        foreach (EndpointAnnotation endpoint in EndpointAllocator.Allocate(model.Resources, configuration.GetValue("DcpPublisher:RandomizePorts", false)))
        {
            var balancer = new TcpBalancer(endpoint.Port!.Value, endpoint.ReplicaPorts, logger);
            _balancers.Add(balancer);
            balancer.Start();
        }

        await dashboard.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (IResource resource in model.Resources)
            Create(resource);
        foreach (IResourceInstance instance in _instances)
            if (!instance.Resource.Annotations.OfType<ExplicitStartupAnnotation>().Any())
                instance.Start();
        _watching = Task.WhenAll(model.Resources.Select(resource => health.WatchAsync(resource, _stopWatching.Token)));
    }

    /// <summary>Ends the resources, those that wait for others first, and then what served them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        await _stopWatching.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        var stopping = new Dictionary<IResource, Task>();
        await Task.WhenAll(model.Resources.ToList().Select(resource => StopAfterDependentsAsync(resource, stopping))).ConfigureAwait(false);
        foreach (TcpBalancer balancer in _balancers)
            await balancer.DisposeAsync().ConfigureAwait(false);
        await dashboard.StopAsync().ConfigureAwait(false);
    }

    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken)
    {
        List<IResourceInstance> addressed = [.. _instances.Where(instance =>
            instance.Id == resourceId || instance.Resource.Name.Equals(resourceId, StringComparison.OrdinalIgnoreCase))];
        if (addressed.Count == 0)
            return Failure($"There is no resource '{resourceId}'.");
        bool stop = commandName == KnownResourceCommands.StopCommand || commandName == KnownResourceCommands.RestartCommand;
        bool start = commandName == KnownResourceCommands.StartCommand || commandName == KnownResourceCommands.RestartCommand;
        if (!stop && !start)
            return Failure($"The resource '{resourceId}' has no command '{commandName}'.");
        if (stop)
            await Task.WhenAll(addressed.Select(instance => instance.StopAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (start && _isStopping)
            return Failure("The application is stopping.");
        if (start)
            addressed.ForEach(instance => instance.Start());
        return new ExecuteCommandResult { Success = true };
    }

    private static ExecuteCommandResult Failure(string message) => new() { Success = false, ErrorMessage = message };

    private void Create(IResource resource)
    {
        bool isProcess = resource is ProjectResource or ExecutableResource ||
            (resource is ContainerResource && !resource.Annotations.OfType<ExternalServerAnnotation>().Any());
        int replicas = isProcess ? resource.ReplicaCount() : 1;
        string type = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal);
        for (int i = 0; i < replicas; i++)
        {
            string id = isProcess ? $"{resource.Name}-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)}" : resource.Name;
            var publisher = new StatePublisher(resource, id, notifications, services.Time, services.Logger);
            _instances.Add(isProcess
                ? new ProcessInstance(resource, i, id, publisher, services)
                : new ValueInstance(resource, id, publisher, services));
            publisher.Announce(type, KnownResourceStates.NotStarted);
            publisher.PublishUrls();
        }
    }

    private Task StopAfterDependentsAsync(IResource resource, Dictionary<IResource, Task> stopping)
    {
        lock (stopping)
        {
            if (stopping.TryGetValue(resource, out Task? known))
                return known;
            // Holds the place, so that resources that wait for each other do not recurse for ever.
            stopping[resource] = Task.CompletedTask;
            List<Task> dependents = [.. model.Resources
                .Where(other => Dependencies.Of(other).Contains(resource))
                .Select(other => StopAfterDependentsAsync(other, stopping))];
            return stopping[resource] = StopAsync(resource, Task.WhenAll(dependents));
        }
    }

    private async Task StopAsync(IResource resource, Task dependents)
    {
        await dependents.ConfigureAwait(false);
        await Task.WhenAll(_instances.Where(instance => instance.Resource == resource).Select(instance => instance.StopAsync())).ConfigureAwait(false);
    }
}
