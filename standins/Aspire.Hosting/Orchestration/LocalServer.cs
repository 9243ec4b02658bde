using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What a locally installed server needs to start.</summary>
internal sealed record LocalServerContext(string DataFolder, ComposedEnvironment Environment, ConsoleLog Log);

/// <summary>Runs a server that is installed on this machine as a private process.</summary>
internal interface ILocalServer
{
    /// <summary>The server's name for people.</summary>
    string DisplayName { get; }

    /// <summary>The program looked for.</summary>
    string Program { get; }

    /// <summary>What to install when it is absent.</summary>
    string InstallAdvice { get; }

    /// <summary>Whether the program is there.</summary>
    bool IsInstalled { get; }

    /// <summary>Prepares the data folder and says how to start.</summary>
    Task<LaunchSpec> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken);
}

/// <summary>The server can run without container.</summary>
internal sealed class LocalServerAnnotation(ILocalServer server) : IResourceAnnotation
{
    public ILocalServer Server { get; } = server;
}

/// <summary>The server runs elsewhere: its connection string is configured.</summary>
internal sealed class ExternalServerAnnotation(IResourceWithConnectionString source) : IResourceAnnotation
{
    public IResourceWithConnectionString Source { get; } = source;
}

/// <summary>Work to do once the resource's parent is healthy, before the resource counts as running.</summary>
internal sealed class PreparationAnnotation(Func<CancellationToken, Task> prepare) : IResourceAnnotation
{
    public Func<CancellationToken, Task> Prepare { get; } = prepare;
}
