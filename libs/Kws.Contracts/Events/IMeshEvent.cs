namespace Kws.Contracts.Events;

/// <summary>
/// Something that happened in the mesh, told to whoever listens. Events are small: audio and images stay in the
/// object store, an event carries their key.
/// </summary>
/// <remarks>
/// Delivery is at least once: a consumer keeps the first of equal <see cref="EventId"/>s. A record may gain
/// properties that are not required; anything else is a new <see cref="SchemaVersion"/>.
/// </remarks>
public interface IMeshEvent
{
    /// <summary>Names what happened: the same event told twice has the same id.</summary>
    string EventId { get; }

    /// <summary>1 unless a record says otherwise.</summary>
    int SchemaVersion { get; }

    /// <summary>UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}

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
