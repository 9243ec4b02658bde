using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Runs the two sides of a bidirectional call beside each other, until one ends or the server drains.</summary>
/// <param name="context">Of the call.</param>
/// <param name="drain">Tells of the drain.</param>
/// <param name="patience">How long a client may take nothing of the last responses before the call is broken off.</param>
/// <param name="timeProvider">The clock of the patience.</param>
public sealed class StreamingCall(ServerCallContext context, IDrainSignal drain, TimeSpan patience, TimeProvider timeProvider)
{
    private bool _isAbandoned;

    /// <summary>Ends when both sides have.</summary>
    /// <exception cref="NotReadyException">The server drains.</exception>
    /// <exception cref="LimitExceededException">The client left its last responses unread; the call is broken off.</exception>
    public async Task RunAsync(ICallSides sides)
    {
        // The call's span covers the call; without this, all that the sides do for hours would hang below it.
        Activity.Current = null;
        var ended = context.CancellationToken;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ended, drain.Draining);
        var read = sides.ReadAsync(reading.Token);
        var write = sides.WriteAsync(ended);
        try
        {
            await Task.WhenAny(read, write).ConfigureAwait(false);
            if (write.IsCompleted && !read.IsCompleted)
            {
                // No response will come any more: a fault of the session, or a client that does not read.
                await AwaitOrAbortAsync(write).ConfigureAwait(false);
                return;
            }
            var interrupted = await EndReadingAsync(sides, read, write, ended).ConfigureAwait(false);
            await CallEnds.AwaitOrAbortAsync(write, patience, context.GetHttpContext().Abort, timeProvider).ConfigureAwait(false);
            if (interrupted is not null)
                throw interrupted;
        }
        catch (Exception e)
        {
            Abandon(sides, e);
            throw;
        }
        finally
        {
            Abandon(sides, null);
            await reading.CancelAsync().ConfigureAwait(false);
            await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // It ends with the call; what it throws then is of no interest.
            _ = write.ContinueWith(
                task => task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <returns>What to throw once the responses are out; null: nothing.</returns>
    private async Task<Exception?> EndReadingAsync(ICallSides sides, Task read, Task write, CancellationToken ended)
    {
        try
        {
            await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (drain.IsDraining && !ended.IsCancellationRequested)
        {
            return await sides.DrainAsync(ended).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What was answered before the fault still reaches a client that reads.
            Abandon(sides, e);
            await CallEnds.AwaitOrAbortAsync(write, patience, context.GetHttpContext().Abort, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await sides.FinishAsync(ended).ConfigureAwait(false);
        return null;
    }

    // A client that takes no responses takes no status either, and would go on sending requests that nobody reads.
    private async Task AwaitOrAbortAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (LimitExceededException)
        {
            context.GetHttpContext().Abort();
            throw;
        }
    }

    private void Abandon(ICallSides sides, Exception? fault)
    {
        if (!_isAbandoned)
            sides.Abandon(fault);
        _isAbandoned = true;
    }
}
