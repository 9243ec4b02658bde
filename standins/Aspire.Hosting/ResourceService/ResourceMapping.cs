using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Google.Protobuf.WellKnownTypes;
using Kws.Dashboard.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ResourceService;

/// <summary>Puts the AppHost's knowledge of a resource into the dashboard's words.</summary>
internal static class ResourceMapping
{
    private const string ProcessId = "executable.pid";
    private const string CommandPrefix = "resource-";

    /// <summary><c>stop</c> to <c>resource-stop</c>.</summary>
    public static string FullName(string commandName) => CommandPrefix + commandName;

    public static Kws.Dashboard.V1.Resource Map(ResourceEvent known)
    {
        CustomResourceSnapshot snapshot = known.Snapshot;
        var resource = new Kws.Dashboard.V1.Resource
        {
            Name = known.ResourceId,
            DisplayName = known.Resource.Name,
            Kind = snapshot.ResourceType,
            State = MapState(snapshot.State?.Text),
            StateDetail = snapshot.Detail,
            Health = MapHealth(snapshot.HealthStatus),
            Restarts = snapshot.Restarts,
            OtlpInstanceId = TelemetryTarget.ServiceInstance(known.Resource.Name, known.ResourceId),
            OtlpServiceName = known.Resource.Name,
            CreatedAt = Time(snapshot.CreationTimeStamp),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
        };
        if (snapshot.ExitCode is { } exitCode)
            resource.ExitCode = exitCode;
        if (snapshot.Properties.FirstOrDefault(property => property.Name == ProcessId)?.Value is int processId && snapshot.StopTimeStamp is null)
            resource.ProcessId = processId;
        resource.HealthReports.AddRange(snapshot.HealthReports.Select(report => new Kws.Dashboard.V1.HealthReport
        {
            Name = report.Name,
            Health = MapHealth(report.Status),
            Description = report.Description ?? "",
        }));
        resource.Endpoints.AddRange(snapshot.Urls.Select(url => new Endpoint { Name = url.Name ?? "", Url = url.Url, IsInternal = url.IsInternal }));
        resource.Environment.AddRange(snapshot.EnvironmentVariables.Select(variable => new EnvironmentVariable
        {
            Name = variable.Name,
            Value = variable.Value ?? "",
            IsSecret = variable.IsSecret,
        }));
        resource.Properties.AddRange(snapshot.Properties.Where(property => property.Name != ProcessId).Select(property => new Property
        {
            Name = property.Name,
            Value = Convert.ToString(property.Value, CultureInfo.InvariantCulture) ?? "",
            IsSecret = property.IsSensitive,
        }));
        resource.Commands.AddRange(snapshot.Commands.Where(command => command.State != ResourceCommandState.Hidden).Select(command => new Command
        {
            Name = command.Name[CommandPrefix.Length..],
            DisplayName = command.DisplayName,
            IsEnabled = command.State == ResourceCommandState.Enabled,
        }));
        resource.Relations.AddRange(snapshot.Relationships.Select(line => new Relation { ResourceName = line.ResourceName, Kind = line.Type }));
        if (known.Resource is IResourceWithParent child)
            resource.Relations.Add(new Relation { ResourceName = child.Parent.Name, Kind = "Parent" });
        return resource;
    }

    private static State MapState(string? state) => state switch
    {
        nameof(KnownResourceStates.NotStarted) => State.NotStarted,
        nameof(KnownResourceStates.Waiting) => State.Waiting,
        nameof(KnownResourceStates.Starting) => State.Starting,
        nameof(KnownResourceStates.Running) or nameof(KnownResourceStates.Active) => State.Running,
        nameof(KnownResourceStates.Stopping) => State.Stopping,
        nameof(KnownResourceStates.Exited) or nameof(KnownResourceStates.Finished) => State.Exited,
        nameof(KnownResourceStates.FailedToStart) => State.Failed,
        nameof(KnownResourceStates.RuntimeUnhealthy) => State.Restarting,
        _ => State.Unspecified,
    };

    private static Health MapHealth(HealthStatus? health) => health switch
    {
        HealthStatus.Healthy => Health.Healthy,
        HealthStatus.Degraded => Health.Degraded,
        HealthStatus.Unhealthy => Health.Unhealthy,
        _ => Health.Unspecified,
    };

    private static Timestamp? Time(DateTime? time) => time is { } utc ? Timestamp.FromDateTime(DateTime.SpecifyKind(utc, DateTimeKind.Utc)) : null;
}
