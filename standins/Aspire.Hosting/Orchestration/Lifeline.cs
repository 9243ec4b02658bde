using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Sees to it that no process outlives the AppHost. Each child, and by inheritance each of its
/// descendants, carries a variable that names this AppHost. A watchdog, which is a small shell in a
/// session of its own, waits at the end of a pipe; when the AppHost is gone, however it went, the pipe
/// closes and the watchdog ends every process with that variable, first politely.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    /// <summary>The variable: this AppHost's id, a slash, the child's id.</summary>
    public const string Variable = "APPHOST_LIFELINE";

    // $1: the variable with this AppHost's id; $2: a temporary folder to delete, or nothing.
    // The file system's process list is read anew in each round, as the dying may have forked.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM QUIT
        while read -r line; do :; done
        marked() { grep -lsF -- "$1" /proc/[0-9]*/environ | cut -d/ -f3; }
        found=$(marked "$1")
        [ -z "$found" ] || kill -TERM $found 2>/dev/null
        rounds=0
        while [ -n "$(marked "$1")" ]; do
            rounds=$((rounds + 1))
            [ $rounds -le 40 ] || kill -KILL $(marked "$1") 2>/dev/null
            [ $rounds -le 100 ] || break
            sleep 0.1
        done
        [ -z "$2" ] || rm -rf -- "$2"
        """;

    private readonly Process? _watchdog;

    /// <param name="temporaryFolder">Deleted when the AppHost is killed; null for none.</param>
    /// <param name="logger">Told when there can be no watchdog.</param>
    public Lifeline(string? temporaryFolder, ILogger logger)
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (!OperatingSystem.IsLinux() || ExecutablePath.Find("setsid") is not { } setsid)
        {
            OrchestrationLog.NoWatchdog(logger, "it needs Linux with setsid (package util-linux)");
            return;
        }

        var start = new ProcessStartInfo(setsid) { RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in (string[])["/bin/sh", "-c", Script, "apphost-watchdog", $"{Variable}={Id}/", temporaryFolder ?? ""])
            start.ArgumentList.Add(argument);
        _watchdog = Process.Start(start);
    }

    /// <summary>Names this AppHost.</summary>
    public string Id { get; }

    /// <summary>The value of <see cref="Variable"/> for one child.</summary>
    public string MarkFor(string childId) => $"{Id}/{childId}";

    /// <summary>The live processes that carry a child's mark.</summary>
    public List<int> Marked(string childId)
    {
        var found = new List<int>();
        if (!OperatingSystem.IsLinux())
            return found;
        byte[] mark = Encoding.UTF8.GetBytes($"{Variable}={MarkFor(childId)}\0");
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out int processId) && Carries(folder, mark))
                found.Add(processId);
        return found;
    }

    /// <summary>Lets the watchdog go: the children have ended.</summary>
    public void Dispose()
    {
        _watchdog?.StandardInput.Dispose();
        _watchdog?.Dispose();
    }

    private static bool Carries(string processFolder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(processFolder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
