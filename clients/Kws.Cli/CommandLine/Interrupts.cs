using System.Runtime.InteropServices;

namespace Kws.Cli.CommandLine;

/// <summary>Ctrl+C: it ends the command, unless a command that has a question about it takes it.</summary>
public sealed class Interrupts
{
    private readonly Lock _gate = new();
    private Action? _taker;

    /// <summary>Gives the next Ctrl+C to <paramref name="taker"/>, and those after it, until the result is
    /// disposed.</summary>
    public IDisposable Take(Action taker)
    {
        lock (_gate)
            _taker = taker;
        return new Taken(this);
    }

    /// <summary>Ctrl+C was pressed. False: nobody takes it.</summary>
    public bool Raise()
    {
        Action? taker;
        lock (_gate)
            taker = _taker;
        taker?.Invoke();
        return taker is not null;
    }

    private sealed class Taken(Interrupts interrupts) : IDisposable
    {
        public void Dispose()
        {
            lock (interrupts._gate)
                interrupts._taker = null;
        }
    }
}

/// <summary>Ends a command of this process on Ctrl+C and SIGTERM: asked first, made to once it takes too
/// long.</summary>
internal sealed class ProcessEnd : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _asked = new();
    private readonly TaskCompletionSource<int> _forced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;

    public ProcessEnd(Interrupts interrupts) => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (!interrupts.Raise())
                Ask();
        }),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Ask();
        }),
    ];

    /// <summary>Runs a command to its end, or until its time is over.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> command) =>
        await await Task.WhenAny(command(_asked.Token), _forced.Task);

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Ask() => _ = Task.Run(async () =>
    {
        await _asked.CancelAsync();
        await Task.Delay(s_patience, TimeProvider.System);
        _forced.TrySetResult(ExitCode.Interrupted);
    });
}
