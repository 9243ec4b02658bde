using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Kws.AppHost.LocalServers;

/// <summary>Whether Docker or Podman is there to run containers.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the engine that Aspire would use: <c>ASPIRE_CONTAINER_RUNTIME</c> when it is set, else Docker,
    /// then Podman.</summary>
    public static bool Answers(IConfiguration configuration)
    {
        var told = configuration["ASPIRE_CONTAINER_RUNTIME"];
        string[] engines = string.IsNullOrWhiteSpace(told) ? ["docker", "podman"] : [told];
        return engines.Any(Answers);
    }

    // A client without its engine fails at "info".
    private static bool Answers(string engine)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(engine, ["info"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                })!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(s_patience))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
