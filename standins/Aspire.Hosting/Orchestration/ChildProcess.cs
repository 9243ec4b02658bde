using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>A running child in a session of its own, so that Ctrl+C reaches it only in its turn.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lifeline _lifeline;
    private readonly string _id;
    private readonly LaunchSpec _spec;
    private readonly Task _output;

    private ChildProcess(Process process, LaunchSpec spec, string id, Lifeline lifeline, ConsoleLog log)
    {
        _process = process;
        _spec = spec;
        _id = id;
        _lifeline = lifeline;
        _output = Task.WhenAll(
            ConsoleReader.CopyAsync(process.StandardOutput, line => log.Add(line, isError: false)),
            ConsoleReader.CopyAsync(process.StandardError, line => log.Add(line, isError: true)));
    }

    public int ProcessId => _process.Id;

    /// <summary>Starts a process. Throws <see cref="DistributedApplicationException"/> when the program or folder is absent.</summary>
    public static ChildProcess Start(LaunchSpec spec, string id, Lifeline lifeline, ConsoleLog log)
    {
        string command = ExecutablePath.Find(spec.Command) ??
            throw new DistributedApplicationException($"The executable '{spec.Command}' was not found. Install it or put its folder on PATH.");
        if (!Directory.Exists(spec.WorkingDirectory))
            throw new DistributedApplicationException($"The working directory '{spec.WorkingDirectory}' does not exist.");
        string? setsid = OperatingSystem.IsLinux() ? ExecutablePath.Find("setsid") : null;
        var start = new ProcessStartInfo(setsid ?? command)
        {
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setsid is not null)
            start.ArgumentList.Add(command);
        foreach (string argument in spec.Arguments)
            start.ArgumentList.Add(argument);
        InheritedEnvironment.Clean(start.Environment);
        foreach ((string name, string value) in spec.Environment)
            start.Environment[name] = value;
        start.Environment[Lifeline.Variable] = lifeline.MarkFor(id);
        Process process = Process.Start(start) ?? throw new DistributedApplicationException($"'{command}' could not be started.");
        process.StandardInput.Close();
        return new ChildProcess(process, spec, id, lifeline, log);
    }

    /// <summary>Waits for the end and for the last console line; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        KillDescendants();
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end and kills it when it does not. False when it had to be killed.</summary>
    public async Task<bool> StopAsync(TimeSpan? grace = null)
    {
        if (OperatingSystem.IsWindows())
            _process.Kill(entireProcessTree: true);
        else
            Posix.Signal(_process.Id, _spec.StopSignal);
        bool ended = true;
        using (var patience = new CancellationTokenSource(grace ?? _spec.Grace))
        {
            try
            {
                await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ended = false;
            }
        }

        if (!ended && !OperatingSystem.IsWindows())
            Posix.Signal(-_process.Id, Posix.SigKill);
        KillDescendants();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return ended;
    }

    public void Dispose() => _process.Dispose();

    // Whoever still carries the mark, also if it left the process group, as daemons do.
    private void KillDescendants()
    {
        List<int> marked;
        for (int round = 0; round < 10 && (marked = _lifeline.Marked(_id)).Count > 0; round++)
            foreach (int processId in marked)
                Posix.Signal(processId, Posix.SigKill);
    }
}
