using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it.</summary>
    public static readonly string StartCommand = "resource-start";

    /// <summary>Ends it and keeps it ended.</summary>
    public static readonly string StopCommand = "resource-stop";

    /// <summary>Ends it and starts it again.</summary>
    public static readonly string RestartCommand = "resource-restart";
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>What went wrong; null on success.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>Gives commands to resources.</summary>
public class ResourceCommandService
{
    internal ResourceCommandService(Func<Orchestrator> orchestrator) => Orchestrator = orchestrator;

    internal Func<Orchestrator> Orchestrator { get; }

    /// <summary>Gives a command to every replica of the resource, or to one replica by its id.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        Orchestrator().ExecuteCommandAsync(resourceId, commandName, cancellationToken);

    /// <summary>Gives a command to every replica of the resource.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
}
