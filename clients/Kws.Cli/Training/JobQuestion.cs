using Kws.Cli.CommandLine;

namespace Kws.Cli.Training;

/// <summary>What Ctrl+C means while a job is followed at a terminal: it asks. The job runs on whatever is
/// answered, unless the answer is to cancel it; a second Ctrl+C lets go of it at once.</summary>
internal sealed class JobQuestion : IDisposable
{
    private const string Words = "Ctrl+C: [d]etach and let the job run on, [c]ancel the job, or [g]o on? ";
    private readonly CliContext _context;
    private readonly Func<Task> _cancel;
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable? _taken;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _asking;

    /// <param name="context">The process.</param>
    /// <param name="cancel">Asks for the job's end.</param>
    public JobQuestion(CliContext context, Func<Task> cancel)
    {
        (_context, _cancel) = (context, cancel);
        _taken = CanAsk(context) ? context.Interrupts.Take(Interrupted) : null;
    }

    /// <summary>Whether a person can be asked: otherwise Ctrl+C ends the command.</summary>
    public static bool CanAsk(CliContext context) => !context.InputIsRedirected && !context.ErrorIsRedirected;

    /// <summary>Completes when the job is to be let go of.</summary>
    public Task Detached => _detached.Task;

    /// <summary>Completes once nothing is asked: what is shown meanwhile would hide the question.</summary>
    public Task AnsweredAsync()
    {
        lock (_gate)
            return _asking?.Task ?? Task.CompletedTask;
    }

    public void Dispose() => _taken?.Dispose();

    private void Interrupted()
    {
        lock (_gate)
        {
            if (_asking is null)
            {
                _asking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = Task.Run(AskAsync);
                return;
            }
        }

        _detached.TrySetResult();
    }

    private async Task AskAsync()
    {
        try
        {
            if (!await GoesOnAsync())
                _detached.TrySetResult();
        }
        catch (Exception e)
        {
            // Such as a server that is away: following tells the same.
            await _context.Error.WriteLineAsync($"kws: the job was not cancelled: {e.Message}");
        }

        TaskCompletionSource answered;
        lock (_gate)
            (answered, _asking) = (_asking!, null);
        answered.SetResult();
    }

    private async Task<bool> GoesOnAsync()
    {
        await _context.Error.WriteLineAsync();
        while (true)
        {
            await _context.Error.WriteAsync(Words);
            switch (_context.ReadLine()?.Trim().ToLowerInvariant())
            {
                case null or "d" or "detach":
                    return false;
                case "c" or "cancel":
                    await _cancel();
                    return true;
                case "" or "g" or "go on":
                    return true;
            }
        }
    }
}
