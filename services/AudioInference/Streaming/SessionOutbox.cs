using System.Threading.Channels;
using Kws.AudioInference.Scheduling;

namespace Kws.AudioInference.Streaming;

/// <summary>Events on their way to a device that may read slowly. Bounded.</summary>
/// <remarks>
/// The session takes no more audio while the outbox is congested, so what can still be added is bounded by the
/// windows already taken; the capacity leaves room for them.
/// </remarks>
internal sealed class SessionOutbox(int congestedAt, int capacity, EventAnnouncer announcer)
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

    /// <summary>Hands events to the device, and tells the sinks of them. Never blocks.</summary>
    /// <param name="events">In order.</param>
    /// <param name="batch">The batch that decided them.</param>
    /// <returns>False when the device has no room for all; the rest is counted as dropped.</returns>
    public bool TryPublish(List<SpotEvent> events, in InferenceTiming batch)
    {
        var hasRoom = true;
        foreach (var e in events)
        {
            if (!_channel.Writer.TryWrite(e))
            {
                announcer.Lost();
                hasRoom = false;
            }
            announcer.Announce(e, batch);
        }
        return hasRoom;
    }

    public void Complete(Exception? fault = null) => _channel.Writer.TryComplete(fault);
}
