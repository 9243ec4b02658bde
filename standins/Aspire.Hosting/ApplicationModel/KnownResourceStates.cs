namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that the AppHost gives to resources.</summary>
public static class KnownResourceStates
{
    /// <summary>It starts on command only.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>It is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>It ended by itself with a failure, and starts again after a pause.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>It is being ended.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It was ended.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It ended by itself without failure.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It is a value, not a process.</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>The states in which a resource has ended.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
