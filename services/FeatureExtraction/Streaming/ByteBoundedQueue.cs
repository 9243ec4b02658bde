using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>
/// From one producer to one consumer. The producer waits while more than a limit of bytes is queued, so what is
/// held never exceeds the limit by more than one item.
/// </summary>
internal sealed class ByteBoundedQueue<T>(long maxBytes)
{
    private readonly Channel<(T Item, int Bytes)> _items =
        Channel.CreateUnbounded<(T, int)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _room = new(0, 1);
    private long _bytes;
    private int _waiting;

    /// <summary>Bytes queued.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Queues an item; then waits until the queue is back within its limit.</summary>
    public ValueTask AddAsync(T item, int bytes, CancellationToken cancellationToken) =>
        Add(item, bytes) <= maxBytes ? ValueTask.CompletedTask : WaitForRoomAsync(cancellationToken);

    /// <summary>Queues a last item, whatever the limit.</summary>
    /// <returns>Bytes queued, with it.</returns>
    public long Add(T item, int bytes)
    {
        var queued = Interlocked.Add(ref _bytes, bytes);
        _items.Writer.TryWrite((item, bytes));
        return queued;
    }

    /// <summary>False when the producer has completed and everything was taken.</summary>
    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken) =>
        _items.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake([MaybeNullWhen(false)] out T item, out int bytes)
    {
        if (!_items.Reader.TryRead(out var entry))
        {
            (item, bytes) = (default, 0);
            return false;
        }

        (item, bytes) = entry;
        if (Interlocked.Add(ref _bytes, -bytes) <= maxBytes && Interlocked.Exchange(ref _waiting, 0) == 1)
            _room.Release();
        return true;
    }

    public void Complete() => _items.Writer.TryComplete();

    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _bytes) > maxBytes)
        {
            Interlocked.Exchange(ref _waiting, 1);
            // The consumer may have made room between the look and the announcement; then nobody else wakes us.
            if (Interlocked.Read(ref _bytes) <= maxBytes && Interlocked.Exchange(ref _waiting, 0) == 1)
                return;
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
