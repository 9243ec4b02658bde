using System.Threading.Channels;

namespace AudioInference.Streaming;

/// <summary>Responses on their way to a device that may read slowly. Bounded.</summary>
/// <remarks>
/// The session takes no more audio while the outbox is congested, so what can still be added is bounded by the
/// windows already taken; the capacity leaves room for them.
/// </remarks>
internal sealed class SessionOutbox(int congestedAt, int capacity)
{
    private readonly Channel<SpotEvent> _channel = Channel.CreateBounded<SpotEvent>(new BoundedChannelOptions(capacity)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public ChannelReader<SpotEvent> Reader => _channel.Reader;

    public int Waiting => _channel.Reader.Count;

    /// <summary>Whether the device is so far behind that no more audio should be taken.</summary>
    public bool IsCongested => Waiting >= congestedAt;

    /// <summary>Never blocks; false when full or completed.</summary>
    public bool TryAdd(SpotEvent response) => _channel.Writer.TryWrite(response);

    public void Complete(Exception? fault = null) => _channel.Writer.TryComplete(fault);
}
