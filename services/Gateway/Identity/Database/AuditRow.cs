using Kws.Gateway.Identity.Auditing;

namespace Kws.Gateway.Identity.Database;

/// <summary>Something that somebody did.</summary>
internal sealed class AuditRow
{
    /// <summary>Made by the database: the order of things.</summary>
    public long Position { get; init; }

    public required DateTimeOffset At { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>A person's or device's name.</summary>
    public required string Who { get; init; }

    /// <summary>To whom or what, such as a device's name or a model's version; empty: nothing.</summary>
    public required string Subject { get; init; }

    /// <summary>From where.</summary>
    public required string Address { get; init; }

    public required AuditOutcome Outcome { get; init; }
}
