using System.Threading.Channels;
using Kws.Contracts.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Takes events in no time; the pump takes them out.</summary>
internal sealed class EventBuffer : IEventPublisher
{
    // A full buffer drops with every detection; one line a while says how many.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);
    private readonly Channel<PendingEvent> _events;
    private readonly BusMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<EventBuffer> _logger;
    private readonly Lock _gate = new();
    private long _droppedSinceLog;
    private long? _loggedAt;
    private volatile bool _isComplete;

    public EventBuffer(
        IOptions<BusOptions> options,
        BusMetrics metrics,
        TimeProvider timeProvider,
        ILogger<EventBuffer> logger)
    {
        _events = Channel.CreateBounded<PendingEvent>(
            new BoundedChannelOptions(options.Value.BufferCapacity) { SingleReader = true });
        _metrics = metrics;
        _timeProvider = timeProvider;
        _logger = logger;
        metrics.Watch(() => Count);
    }

    public int Count => _events.Reader.Count;

    public ChannelReader<PendingEvent> Reader => _events.Reader;

    public void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent
    {
        ArgumentNullException.ThrowIfNull(meshEvent);
        var pending = PendingEvent.Of(meshEvent);
        if (!_events.Writer.TryWrite(pending))
            Drop(pending, _isComplete ? "stopped" : "buffer full");
    }

    /// <summary>No more events are taken.</summary>
    public void Complete()
    {
        _isComplete = true;
        _events.Writer.TryComplete();
    }

    /// <summary>Counts an event that will not be published, and tells of it.</summary>
    public void Drop(PendingEvent pending, string reason)
    {
        _metrics.Dropped(pending.Name, reason);
        long count;
        lock (_gate)
        {
            _droppedSinceLog++;
            if (_loggedAt is { } last && _timeProvider.GetElapsedTime(last) < LogInterval)
                return;
            _loggedAt = _timeProvider.GetTimestamp();
            (count, _droppedSinceLog) = (_droppedSinceLog, 0);
        }

        BusLog.Dropped(_logger, count, reason, pending.Name);
    }

    /// <summary>Tells of drops that no line has told yet.</summary>
    public void TellRemainingDrops(string reason, string name)
    {
        lock (_gate)
        {
            if (_droppedSinceLog > 0)
                BusLog.Dropped(_logger, _droppedSinceLog, reason, name);
            _droppedSinceLog = 0;
        }
    }
}
