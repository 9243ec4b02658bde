using System.Collections.Frozen;
using System.Text.Json;
using Kws.Contracts.Events;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Outbox;

/// <summary>Events as rows of the outbox: stored in one transaction with what they tell.</summary>
internal static class StoredEvents
{
    private static readonly FrozenDictionary<string, Type> s_types = new[]
    {
        typeof(TrainingJobChanged), typeof(TrainingProgressed),
        typeof(ModelPublished), typeof(ModelActivated), typeof(ModelRejected),
        typeof(RecordingMarked), typeof(TrainingRefused),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Adds an event to what the database's next <c>SaveChanges</c> stores.</summary>
    public static void Tell<TEvent>(this TrainingDatabase database, TEvent meshEvent)
        where TEvent : class, IMeshEvent =>
        database.Outbox.Add(new OutboxRow
        {
            EventId = $"{typeof(TEvent).Name}:{meshEvent.EventId}",
            Type = typeof(TEvent).Name,
            Payload = JsonSerializer.Serialize(meshEvent),
            StoredAt = meshEvent.OccurredAt,
        });

    /// <summary>Null: of no type that is known here.</summary>
    public static IMeshEvent? Read(OutboxRow row) => s_types.TryGetValue(row.Type, out var type)
        ? (IMeshEvent?)JsonSerializer.Deserialize(row.Payload, type)
        : null;
}
