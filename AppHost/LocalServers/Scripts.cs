namespace Kws.AppHost.LocalServers;

/// <summary>The scripts that run installed servers; they lie beside the AppHost's program.</summary>
internal static class Scripts
{
    /// <exception cref="DistributedApplicationException">This system runs no shell scripts.</exception>
    public static string PathOf(string script) => OperatingSystem.IsWindows()
        ? throw new DistributedApplicationException(
            "Servers: on Windows the servers run in containers (start Docker or Podman) or elsewhere " +
            "(ConnectionStrings:bus, ConnectionStrings:postgres)")
        : Path.Combine(AppContext.BaseDirectory, "LocalServers", script);
}
