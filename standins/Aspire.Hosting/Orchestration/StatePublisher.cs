using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells the rest of the application how one replica is.</summary>
internal sealed class StatePublisher(
    IResource resource, string id, ResourceNotificationService notifications, TimeProvider time, ILogger logger)
{
    private static readonly ImmutableHashSet<string> Live = [KnownResourceStates.Running, KnownResourceStates.Active];

    private bool HasChecks => resource.Annotations.OfType<HealthCheckAnnotation>().Any();

    /// <summary>The first word about a replica.</summary>
    public void Announce(string type, string state) => Publish(state, snapshot => snapshot with
    {
        ResourceType = type,
        CreationTimeStamp = time.GetUtcNow().UtcDateTime,
        Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(line => new RelationshipSnapshot(line.Resource.Name, line.Type)).Distinct()],
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
    });

    /// <summary>A new state. Running without checks counts as healthy.</summary>
    public void Publish(string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null, string detail = "")
    {
        bool changed = !notifications.TryGetCurrentState(id, out ResourceEvent? known) || known?.Snapshot.State?.Text != state;
        bool live = Live.Contains(state);
        _ = notifications.PublishUpdateAsync(resource, id, snapshot =>
        {
            CustomResourceSnapshot next = change?.Invoke(snapshot) ?? snapshot;
            return next with
            {
                State = state,
                Detail = detail,
                HealthStatus = !live ? null : HasChecks ? HealthStatus.Unhealthy : HealthStatus.Healthy,
                Commands = resource is ParameterResource or ConnectionStringResource ? [] : Commands(state),
            };
        });
        if (changed && state != KnownResourceStates.NotStarted)
            OrchestrationLog.StateChanged(logger, id, state);
    }

    /// <summary>The end of a process.</summary>
    public void PublishEnd(string state, int? exitCode, string detail = "") => Publish(
        state,
        snapshot => snapshot with
        {
            ExitCode = exitCode ?? snapshot.ExitCode,
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
            Restarts = snapshot.Restarts + (state == KnownResourceStates.RuntimeUnhealthy ? 1 : 0),
        },
        detail);

    /// <summary>The wait for other resources.</summary>
    public void PublishWait() => Publish(
        KnownResourceStates.Waiting, detail: "waits for " + string.Join(", ", Dependencies.Of(resource).Select(other => other.Name).Distinct()));

    /// <summary>The start of a process.</summary>
    public void PublishStart(LaunchSpec spec, int processId) => Publish(KnownResourceStates.Running, snapshot => snapshot with
    {
        StartTimeStamp = time.GetUtcNow().UtcDateTime,
        StopTimeStamp = null,
        EnvironmentVariables = [.. spec.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new EnvironmentVariableSnapshot(pair.Key, pair.Value, true) { IsSecret = spec.SecretVariables.Contains(pair.Key) })],
        Properties =
        [
            new("executable.path", spec.Command), new("executable.workDir", spec.WorkingDirectory),
            new("executable.args", string.Join(' ', spec.Arguments)), new("executable.pid", processId),
        ],
    });

    /// <summary>Where the resource is reached.</summary>
    public void PublishUrls() => _ = notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with
    {
        Urls = [.. resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.AllocatedEndpoint is not null)
            .Select(endpoint => new UrlSnapshot(endpoint.Name, endpoint.AllocatedEndpoint!.UriString, IsInternal: false))],
    });

    private static ImmutableArray<ResourceCommandSnapshot> Commands(string state)
    {
        bool ended = state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);
        ResourceCommandState whenEnded = ended ? ResourceCommandState.Enabled : ResourceCommandState.Hidden;
        ResourceCommandState whenLive = ended ? ResourceCommandState.Hidden : state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;
        return
        [
            new(KnownResourceCommands.StartCommand, whenEnded, "Start"),
            new(KnownResourceCommands.StopCommand, whenLive, "Stop"),
            new(KnownResourceCommands.RestartCommand, whenLive, "Restart"),
        ];
    }
}
