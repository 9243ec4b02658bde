namespace Aspire.Hosting.Orchestration;

/// <summary>How to start one process.</summary>
internal sealed record LaunchSpec(string Command, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Variables set on top of the AppHost's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The variables whose values must not be shown.</summary>
    public IReadOnlySet<string> SecretVariables { get; init; } = new HashSet<string>();

    /// <summary>The signal that asks the process to end.</summary>
    public int StopSignal { get; init; } = Posix.SigTerm;

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);
}
