namespace Aspire.Hosting.Orchestration;

/// <summary>Takes out of a child's environment what is meant for the AppHost itself.</summary>
internal static class InheritedEnvironment
{
    private static readonly string[] Names =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "HTTP_PORTS", "HTTPS_PORTS",
        "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "ASPNETCORE_PREVENTHOSTINGSTARTUP",
    ];

    private static readonly string[] Prefixes = ["ASPIRE_", "DOTNET_RESOURCE_SERVICE", "DOTNET_DASHBOARD", "DASHBOARD__", "DCP_", "MSBUILD", "VSTEST_", "TESTINGPLATFORM_"];

    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (string name in environment.Keys.ToList())
            if (Names.Contains(name, StringComparer.OrdinalIgnoreCase) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                environment.Remove(name);
    }
}
