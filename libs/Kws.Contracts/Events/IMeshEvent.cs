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
