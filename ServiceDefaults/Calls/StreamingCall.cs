using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Runs the two sides of a bidirectional call beside each other, until one ends, the server drains or the
/// connection is old (<see cref="ConnectionAge"/>).</summary>
/// <param name="context">Of the call.</param>
/// <param name="drain">Tells of the drain.</param>
/// <param name="patience">How long a client may take nothing of the last responses before the call is broken
/// off.</param>
/// <param name="timeProvider">The clock of the patience.</param>
public sealed class StreamingCall(
    ServerCallContext context,
    IDrainSignal drain,
    TimeSpan patience,
    TimeProvider timeProvider)
{
    private const string Draining = "the server is draining";
    private const string Old = "the connection is old";

    // How often a call is asked that cannot be ended yet.
    private static readonly TimeSpan s_untilAskedAgain = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isMoving;
    private bool _isAbandoned;

    /// <summary>Ends when both sides have.</summary>
    /// <exception cref="NotReadyException">The server drains, or the connection is old.</exception>
    /// <exception cref="LimitExceededException">The client left its last responses unread; the call is broken
    /// off.</exception>
    public async Task RunAsync(ICallSides sides)
    {
        // The call's span covers the call; without this, all that the sides do for hours would hang below it.
        Activity.Current = null;
        var ended = context.CancellationToken;
        // The first registration runs last: once it has, nothing of the ended call touches its context any more.
        using var last = ended.Register(() => _over.TrySetResult());
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ended, drain.Draining);
        using var aged = ConnectionAge.ReachedBy(context.GetHttpContext()).UnsafeRegister(
            _ => _ = MoveAsync(sides, reading), null);
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
            await AwaitLastResponsesAsync(write).ConfigureAwait(false);
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
            if (ended.IsCancellationRequested)
                await _over.Task.ConfigureAwait(false);
        }
    }

    /// <returns>What to throw once the responses are out; null: nothing.</returns>
    private async Task<Exception?> EndReadingAsync(ICallSides sides, Task read, Task write, CancellationToken ended)
    {
        try
        {
            await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when ((drain.IsDraining || _isMoving) && !ended.IsCancellationRequested)
        {
            return await sides.DrainAsync(drain.IsDraining ? Draining : Old, ended).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What was answered before the fault still reaches a client that reads.
            Abandon(sides, e);
            await AwaitLastResponsesAsync(write).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await sides.FinishAsync(ended).ConfigureAwait(false);
        return null;
    }

    private async Task MoveAsync(ICallSides sides, CancellationTokenSource reading)
    {
        try
        {
            var age = context.GetHttpContext().RequestServices.GetService<ConnectionAge>();
            await Task.Delay(age?.DrawRest() ?? TimeSpan.Zero, timeProvider, reading.Token).ConfigureAwait(false);
            while (!sides.CanMove)
                await Task.Delay(s_untilAskedAgain, timeProvider, reading.Token).ConfigureAwait(false);
            _isMoving = true;
            await reading.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The call has ended.
        }
    }

    // A client that takes no responses takes no status either, and would go on sending requests that nobody reads.
    private async Task AwaitOrAbortAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception e) when (CallEnds.IsStuck(e))
        {
            await AbortAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// A status would wait behind the responses that the client leaves unread. It gets some time to read both; then the
    /// call is broken off, which frees what the server still holds for it.
    /// </summary>
    private async Task AwaitLastResponsesAsync(Task write)
    {
        try
        {
            await write.WaitAsync(patience, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!write.IsCompleted)
        {
            await AbortAsync().ConfigureAwait(false);
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw CallEnds.Unread(patience);
        }
    }

    private Task AbortAsync()
    {
        context.GetHttpContext().Abort();
        return _over.Task;
    }

    private void Abandon(ICallSides sides, Exception? fault)
    {
        if (!_isAbandoned)
            sides.Abandon(fault);
        _isAbandoned = true;
    }
}
