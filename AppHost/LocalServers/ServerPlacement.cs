using Microsoft.Extensions.Configuration;

namespace Kws.AppHost.LocalServers;

/// <summary>Where a server that the mesh needs runs.</summary>
internal enum ServerPlacement
{
    /// <summary>Somewhere else: its connection string is configured.</summary>
    External,

    /// <summary>In a container of this machine's engine, with its data in a volume.</summary>
    Container,

    /// <summary>As a private process of the installed program, on loopback, with its data in the state
    /// folder.</summary>
    Process,
}

/// <summary>Decides where servers run.</summary>
internal static class ServerPlacements
{
    /// <summary>
    /// External when one of the connection strings is configured; else what <c>Servers</c> says
    /// (<c>container</c>, <c>process</c>); else a container when an engine answers; else a process.
    /// A manifest always describes containers.
    /// </summary>
    /// <exception cref="DistributedApplicationException"><c>Servers</c> says something else.</exception>
    public static ServerPlacement Decide(IDistributedApplicationBuilder builder, params string[] connectionStrings)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return ServerPlacement.Container;
        if (connectionStrings.Any(name => builder.Configuration.GetConnectionString(name) is { Length: > 0 }))
            return ServerPlacement.External;
        return builder.Configuration["Servers"]?.ToLowerInvariant() switch
        {
            null or "" or "auto" => ContainerEngine.Answers(builder.Configuration)
                ? ServerPlacement.Container
                : ServerPlacement.Process,
            "container" => ServerPlacement.Container,
            "process" => ServerPlacement.Process,
            var other =>
                throw new DistributedApplicationException(
                    $"Servers: '{other}' is not known; allowed: auto, container, process"),
        };
    }
}
