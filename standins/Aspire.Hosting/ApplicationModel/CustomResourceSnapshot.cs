using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a running resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Such as <c>Project</c>, <c>Executable</c>, <c>Container</c> or <c>Parameter</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Facts for those who look at the resource.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When the resource was created; null before.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it last started; null before.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it last ended; null before.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The process's last exit code; null while none ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>, or words of its own; null before anything happened.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The worst of <see cref="HealthReports"/>; healthy when the resource runs and has no checks; null while it does not run.</summary>
    public HealthStatus? HealthStatus { get; internal init; }

    /// <summary>The last outcome of each health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The variables that the process was started with.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Where the resource is reached.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Lines to other resources.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>What can be done with the resource now.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>One line on the state: what is waited for, why the start failed. Empty for nothing.</summary>
    internal string Detail { get; init; } = "";

    /// <summary>How often the process ended by itself and was started again.</summary>
    internal int Restarts { get; init; }
}

/// <summary>A state: its words and its look.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without look.</summary>
    public static implicit operator ResourceStateSnapshot?(string? text) => text is null ? null : new(text, null);
}

/// <summary>A variable of the process. <paramref name="IsFromSpec"/> tells those that the application set.</summary>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec)
{
    /// <summary>Whether the value must not be shown unasked.</summary>
    internal bool IsSecret { get; init; }
}

/// <summary>An address. <paramref name="Name"/> is the endpoint's.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);

/// <summary>A fact.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether the value must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>A line to another resource.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>The last outcome of a health check; a null status means that it did not run yet.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);

/// <summary>Whether a command can be given.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled,

    /// <summary>It cannot now.</summary>
    Disabled,

    /// <summary>It makes no sense now.</summary>
    Hidden,
}

/// <summary>Something that can be done with a resource.</summary>
public sealed record ResourceCommandSnapshot(string Name, ResourceCommandState State, string DisplayName);
