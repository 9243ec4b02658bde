using System.CommandLine;

namespace Kws.Cli.Benchmarking;

/// <summary>Options that load tests share.</summary>
internal static class BenchOptions
{
    public static Option<string?> Audio() => new("--audio")
    {
        Description = "Folder of WAV or FLAC recordings to send (words spoken by espeak-ng)",
        HelpName = "FOLDER",
    };

    public static Option<int[]> ServerPids() => new("--server-pids")
    {
        Description = "Ids of server processes on this machine whose processor time to report",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "PID",
    };
}
