namespace Kws.AppHost;

/// <summary>Keeps what the mesh says to itself off a proxy.</summary>
internal static class ProxyBypass
{
    private static readonly string[] s_loopback = ["localhost", ".localhost", "127.0.0.1", "[::1]", "::1"];

    /// <summary>
    /// Adds this machine's own names to <c>NO_PROXY</c>, for this process and what it starts: the orchestrator's own
    /// interface, health checks and telemetry are HTTP calls too, and .NET asks the proxy of <c>http_proxy</c> for all
    /// that is not exempt.
    /// </summary>
    public static void ForThisMachine()
    {
        // Both spellings are read; the small one goes first.
        var exempt = Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY");
        var merged = Merge(exempt);
        Environment.SetEnvironmentVariable("no_proxy", merged);
        Environment.SetEnvironmentVariable("NO_PROXY", merged);
    }

    /// <summary>What is exempt already, and this machine.</summary>
    internal static string Merge(string? exempt) => string.Join(',',
        (exempt ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Union(s_loopback, StringComparer.OrdinalIgnoreCase));
}
