namespace Kws.TrainingOrchestrator.Database;

/// <summary>An event that was stored with what it tells, to be published after.</summary>
internal sealed class OutboxRow
{
    /// <summary>Made by the database: the order in which events are published.</summary>
    public long Position { get; init; }

    public required string EventId { get; init; }

    /// <summary>The record's name, such as "TrainingJobChanged".</summary>
    public required string Type { get; init; }

    /// <summary>JSON.</summary>
    public required string Payload { get; init; }

    public required DateTimeOffset StoredAt { get; init; }
}

/// <summary>An event of the bus whose effect is stored, so that a copy of it has none.</summary>
internal sealed class HeardEventRow
{
    public required string EventId { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Work that one replica does at a time.</summary>
internal sealed class LeaseRow
{
    public required string Name { get; init; }

    public required string Owner { get; set; }

    public required DateTimeOffset Until { get; set; }
}
