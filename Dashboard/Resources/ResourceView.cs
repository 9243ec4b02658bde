namespace Kws.Dashboard.Resources;

public enum ResourceState
{
    Unknown,
    NotStarted,
    Waiting,
    Starting,
    Running,
    Stopping,
    Exited,
    Failed,
    Restarting,
}

public enum ResourceHealth
{
    None,
    Healthy,
    Unhealthy,
    Degraded,
}

/// <summary>One thing that the AppHost runs, as the pages show it.</summary>
public sealed record ResourceView(
    string Name,
    string DisplayName,
    string Kind,
    ResourceState State,
    string StateDetail,
    ResourceHealth Health,
    IReadOnlyList<HealthReportView> HealthReports,
    IReadOnlyList<EndpointView> Endpoints,
    IReadOnlyList<SettingView> Environment,
    IReadOnlyList<SettingView> Properties,
    IReadOnlyList<CommandView> Commands,
    IReadOnlyList<RelationView> Relations,
    DateTimeOffset? StartedAt,
    DateTimeOffset? StoppedAt,
    int? ExitCode,
    int? ProcessId,
    int Restarts,
    string OtlpService,
    string OtlpInstance);

public sealed record HealthReportView(string Name, ResourceHealth Health, string Description);

public sealed record EndpointView(string Name, string Url, bool IsInternal);

/// <summary>An environment variable or a property.</summary>
public sealed record SettingView(string Name, string Value, bool IsSecret);

public sealed record CommandView(string Name, string DisplayName, bool IsEnabled, string Confirmation);

public sealed record RelationView(string DisplayName, string Kind);

/// <summary>One line of a resource's console.</summary>
public sealed record ConsoleLineView(long Number, DateTimeOffset Time, string Text, bool IsError);
