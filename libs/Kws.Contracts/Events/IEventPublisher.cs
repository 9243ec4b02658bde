namespace Kws.Contracts.Events;

/// <summary>Tells events to the mesh without ever making the caller wait.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Queues an event; it is published, in time, at least once. While the broker is away events wait in a bounded
    /// buffer. One that finds the buffer full is dropped, counted (<c>kws.bus.dropped</c>) and logged.
    /// Without a bus (no connection string <c>bus</c>) nothing happens.
    /// </summary>
    void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent;
}
