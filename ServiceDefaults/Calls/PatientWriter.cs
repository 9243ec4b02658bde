using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Writes a call's responses for so long as its client takes them.</summary>
/// <param name="responses">To the client.</param>
/// <param name="limit">Longest time for one response, above 0.</param>
/// <param name="timeProvider">The clock of the limit.</param>
/// <param name="ended">Signalled when the call ends.</param>
public sealed class PatientWriter<TResponse>(
    IServerStreamWriter<TResponse> responses, TimeSpan limit, TimeProvider timeProvider, CancellationToken ended)
{
    // Of its own, so that a write that is given up can be cut loose from the call: its end must not touch a call that
    // is over.
    private readonly CancellationTokenSource _writing = CancellationTokenSource.CreateLinkedTokenSource(ended);

    /// <summary>Writes one response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="options">How it is flushed; null: at once.</param>
    /// <exception cref="LimitExceededException">The client took nothing for the limit.</exception>
    public ValueTask WriteAsync(TResponse response, WriteOptions? options = null)
    {
        responses.WriteOptions = options;
        var write = responses.WriteAsync(response, _writing.Token);
        return write.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(AwaitAsync(write));
    }

    private async Task AwaitAsync(Task write)
    {
        try
        {
            await write.WaitAsync(limit, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!write.IsCompleted)
        {
            _writing.Dispose();
            // It ends with the call; what it throws then is of no interest.
            _ = write.ContinueWith(
                task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default);
            throw CallEnds.Unread(limit);
        }
    }
}
