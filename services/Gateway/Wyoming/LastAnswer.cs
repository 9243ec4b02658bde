using Grpc.Core;

namespace Kws.Gateway.Wyoming;

/// <summary>What a service told last. It is asked again each time, by one call for all who want to know at the time;
/// who cannot wait for it takes what was told before. Safe for concurrent use.</summary>
/// <param name="ask">Asks the service.</param>
/// <param name="timeProvider">The clock of the patience.</param>
internal sealed class LastAnswer<T>(Func<CancellationToken, Task<T>> ask, TimeProvider timeProvider) where T : class
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private T? _last;
    private Task _asking = Task.CompletedTask;

    /// <summary>The answer; null: there has been none yet.</summary>
    /// <param name="patience">How long to wait for a new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T?> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task asking;
        lock (_lock)
        {
            if (_asking.IsCompleted)
                _asking = Task.Run(AskAsync, CancellationToken.None);
            asking = _asking;
        }
        await asking.WaitAsync(patience, timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Volatile.Read(ref _last);
    }

    private async Task AskAsync()
    {
        using var late = new CancellationTokenSource(s_longest, timeProvider);
        try
        {
            Volatile.Write(ref _last, await ask(late.Token));
        }
        catch (RpcException)
        {
            // It is away: what it told before holds until it is back.
        }
    }
}
