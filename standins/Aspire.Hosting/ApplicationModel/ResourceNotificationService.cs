using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Knows the state of every resource and tells those who watch.</summary>
public class ResourceNotificationService
{
    // A watcher that falls this far behind loses the oldest changes; the newest state always arrives.
    private const int WatcherCapacity = 4096;

    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Channel<ResourceEvent>> _watchers = [];
    private readonly Lock _publishing = new();

    internal ResourceNotificationService()
    {
    }

    internal IEnumerable<ResourceEvent> Current => _current.Values;

    /// <summary>Changes the state of a resource that has one replica.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Changes the state of one replica.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_publishing)
        {
            CustomResourceSnapshot previous = _current.TryGetValue(resourceId, out ResourceEvent? known)
                ? known.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [] };
            var change = new ResourceEvent(resource, resourceId, stateFactory(previous));
            _current[resourceId] = change;
            foreach (Channel<ResourceEvent> watcher in _watchers.Values)
                watcher.Writer.TryWrite(change);
        }

        return Task.CompletedTask;
    }

    /// <summary>The state of one replica, or of the resource's first one.</summary>
    public bool TryGetCurrentState(string resourceId, out ResourceEvent? resourceEvent)
    {
        resourceEvent = _current.GetValueOrDefault(resourceId) ??
            _current.Values.FirstOrDefault(known => known.Resource.Name.Equals(resourceId, StringComparison.OrdinalIgnoreCase));
        return resourceEvent is not null;
    }

    /// <summary>The present state of every replica, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(WatcherCapacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_publishing)
        {
            foreach (ResourceEvent known in _current.Values)
                channel.Writer.TryWrite(known);
            _watchers.Add(channel, channel);
        }

        try
        {
            await foreach (ResourceEvent change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            lock (_publishing)
                _watchers.Remove(channel);
        }
    }

    /// <summary>Waits until a replica of the resource is in the state; null waits for <see cref="KnownResourceStates.Running"/>.</summary>
    public async Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        await WaitForResourceAsync(
            resourceName, change => change.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until a replica of the resource is in one of the states, and names it.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        string[] states = [.. targetStates];
        ResourceEvent change = await WaitForResourceAsync(
            resourceName, change => states.Contains(change.Snapshot.State?.Text), cancellationToken).ConfigureAwait(false);
        return change.Snapshot.State!.Text;
    }

    /// <summary>Waits until the predicate holds for a replica of the resource.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (ResourceEvent change in WatchAsync(cancellationToken).ConfigureAwait(false))
            if (change.Resource.Name.Equals(resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
                return change;
        throw new OperationCanceledException($"The wait for the resource '{resourceName}' ended.", cancellationToken);
    }

    /// <summary>
    /// Waits until a replica of the resource runs and its health checks pass. Throws
    /// <see cref="DistributedApplicationException"/> when the resource cannot be started.
    /// </summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        ResourceEvent change = await WaitForResourceAsync(
            resourceName,
            change => IsHealthy(change.Snapshot) || change.Snapshot.State?.Text == KnownResourceStates.FailedToStart,
            cancellationToken).ConfigureAwait(false);
        return IsHealthy(change.Snapshot)
            ? change
            : throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start.");
    }

    internal static bool IsHealthy(CustomResourceSnapshot snapshot) =>
        snapshot.HealthStatus == HealthStatus.Healthy &&
        (snapshot.State?.Text == KnownResourceStates.Running || snapshot.State?.Text == KnownResourceStates.Active);
}
