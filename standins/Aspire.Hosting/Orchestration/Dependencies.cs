using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Holds a resource back until what it waits for is ready.</summary>
internal sealed class Dependencies(ResourceNotificationService notifications)
{
    /// <summary>What the resource waits for, its parent included.</summary>
    public static IEnumerable<IResource> Of(IResource resource)
    {
        foreach (WaitAnnotation wait in resource.Annotations.OfType<WaitAnnotation>())
            yield return wait.Resource;
        if (resource.ParentOrNull() is { } parent)
            yield return parent;
    }

    /// <summary>Throws <see cref="DistributedApplicationException"/> when a dependency cannot become ready any more.</summary>
    public async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        List<Task> waits = [.. resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitAsync(wait, cancellationToken))];
        if (resource.ParentOrNull() is { } parent)
            waits.Add(WaitAsync(new WaitAnnotation(parent, WaitType.WaitUntilHealthy), cancellationToken));
        await Task.WhenAll(waits).ConfigureAwait(false);
    }

    private async Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        string name = wait.Resource.Name;
        ResourceEvent change = await notifications.WaitForResourceAsync(name, change => IsDecided(wait, change), cancellationToken).ConfigureAwait(false);
        CustomResourceSnapshot snapshot = change.Snapshot;
        if (snapshot.State?.Text == KnownResourceStates.FailedToStart)
            throw new DistributedApplicationException($"Dependency resource '{name}' failed to start.");
        if (wait.WaitType == WaitType.WaitForCompletion && snapshot.ExitCode is { } exitCode && exitCode != wait.ExitCode)
            throw new DistributedApplicationException($"Resource '{name}' ended with exit code {exitCode}; {wait.ExitCode} was expected.");
    }

    private static bool IsDecided(WaitAnnotation wait, ResourceEvent change)
    {
        string? state = change.Snapshot.State?.Text;
        if (state == KnownResourceStates.FailedToStart)
            return true;
        return wait.WaitType switch
        {
            WaitType.WaitUntilHealthy => ResourceNotificationService.IsHealthy(change.Snapshot),
            WaitType.WaitUntilStarted => state == KnownResourceStates.Running || state == KnownResourceStates.Active,
            _ => (state is not null && KnownResourceStates.TerminalStates.Contains(state)) ||
                 (state == KnownResourceStates.RuntimeUnhealthy && change.Snapshot.ExitCode is not null),
        };
    }
}
