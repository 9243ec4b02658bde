using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Packages;

namespace Kws.Cli.Benchmarking;

/// <summary>Options that load tests share, so that they read the same everywhere.</summary>
internal static class BenchOptions
{
    /// <summary>Before each measurement: a cold server compiles.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static Option<int> Concurrency(int fallback, int most = 1000) =>
        BoundedOption.Create("--concurrency", "Calls at once", fallback, 1, most);

    public static Option<double> Seconds() =>
        BoundedOption.Create("--seconds", "How long to measure each way", 10.0, 1, 3600);

    public static Option<string?> Audio() => new("--audio")
    {
        Description = "Folder of WAV, FLAC or Opus recordings to send (words spoken by espeak-ng)",
        HelpName = "FOLDER",
    };

    /// <param name="what">What the loop does, for the help.</param>
    public static Option<string?> BareLoop(string what) => new("--bare-loop")
    {
        Description = $"Also measure {what}: what a server can reach at best. {PackageChoice.Description}",
        HelpName = "MODEL",
    };

    public static Option<int[]> ServerPids() => new("--server-pids")
    {
        Description = "Ids of server processes on this machine whose processor time to report",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "PID",
    };
}
