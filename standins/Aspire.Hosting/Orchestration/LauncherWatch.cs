using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Ends the application when the <c>dotnet run</c> that started it was killed: it passes on the signals that
/// it can catch, and whoever sends it the one that it cannot means the AppHost.
/// </summary>
internal sealed class LauncherWatch(IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux())
            return;
        int parent = Posix.ParentProcessId();
        if (!IsDotnetRun(parent))
            return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            if (Posix.ParentProcessId() != parent)
            {
                lifetime.StopApplication();
                return;
            }
    }

    private static bool IsDotnetRun(int processId)
    {
        try
        {
            string[] commandLine = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            return Path.GetFileName(commandLine[0]) == "dotnet" && commandLine.Contains("run");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
