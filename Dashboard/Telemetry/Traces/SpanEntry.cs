namespace Kws.Dashboard.Telemetry.Traces;

public enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

public enum SpanStatus
{
    Unset,
    Ok,
    Error,
}

/// <summary>One span. Ids are lower hex; an empty parent id marks the root.</summary>
public sealed record SpanEntry(
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    SpanKind Kind,
    DateTimeOffset Start,
    TimeSpan Duration,
    SpanStatus Status,
    string StatusMessage,
    TelemetrySource Source,
    string Scope,
    AttributeList Attributes,
    IReadOnlyList<SpanEvent> Events,
    IReadOnlyList<SpanLink> Links)
{
    public DateTimeOffset End => Start + Duration;
}

/// <summary>Something that happened during a span.</summary>
public sealed record SpanEvent(DateTimeOffset Time, string Name, AttributeList Attributes);

/// <summary>Another span that this one came of, such as the device stream of a batch's row.</summary>
public sealed record SpanLink(string TraceId, string SpanId);
