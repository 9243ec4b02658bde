using Kws.Gateway.Console.Live;

namespace Kws.Gateway.Sockets;

/// <summary>Tells a client what the service says, and beside it who watches its stream.</summary>
/// <param name="socket">To the client.</param>
/// <param name="live">Its stream; disposed of at the end.</param>
internal sealed class WatchedSocket(SocketConnection socket, LiveStream live) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Runs until the service has said all.</summary>
    /// <param name="tell">Tells what the service says.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task RunAsync(Func<Task> tell, CancellationToken cancellationToken)
    {
        var watchers = TellWatchersAsync(cancellationToken);
        try
        {
            await tell();
        }
        finally
        {
            live.Dispose();
            // Where the socket is gone, what the service says met it too.
            await watchers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends a message, and what belongs to it as binary right after it.</summary>
    public async Task SendAsync<T>(T message, ReadOnlyMemory<byte> binary = default)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(message);
            if (!binary.IsEmpty)
                await socket.SendAsync(binary);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    private async Task TellWatchersAsync(CancellationToken cancellationToken)
    {
        await foreach (var names in live.WatchersAsync(cancellationToken))
            await SendAsync(new StreamWatched("watched", names));
    }
}

/// <summary>Who watches the stream.</summary>
/// <param name="Type"><c>watched</c>.</param>
/// <param name="By">Names between commas; empty: nobody any more.</param>
internal sealed record StreamWatched(string Type, string By);
