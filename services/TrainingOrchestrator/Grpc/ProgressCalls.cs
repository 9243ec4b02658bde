using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Calls that work for a while and tell how far they are.</summary>
internal sealed class ProgressCalls(IDrainSignal drain, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Does the work and tells of it twice a second; a client that has gone ends both.</summary>
    /// <param name="work">Given what ends it.</param>
    /// <param name="tell">Writes a response.</param>
    /// <param name="cancellationToken">Of the call.</param>
    /// <exception cref="NotReadyException">The server drains.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, Func<Task> tell, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Draining);
        var working = Task.Run(() => work(ending.Token), ending.Token);
        try
        {
            while (await IsGoingOnAsync(working, ending.Token))
                await tell();
            return await working;
        }
        catch (OperationCanceledException) when (drain.IsDraining && !cancellationToken.IsCancellationRequested)
        {
            throw new NotReadyException("the server drains, nothing of it stays; ask again, of another or later");
        }
        finally
        {
            // What it has begun it puts away before the call ends.
            await ending.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsGoingOnAsync(Task working, CancellationToken cancellationToken)
    {
        await Task.WhenAny(working, Task.Delay(s_pause, timeProvider, cancellationToken));
        return !working.IsCompleted && !cancellationToken.IsCancellationRequested;
    }
}
