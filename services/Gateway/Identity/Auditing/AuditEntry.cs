namespace Kws.Gateway.Identity.Auditing;

/// <summary>What was done. Stored and told by name: names stay.</summary>
internal enum AuditAction
{
    /// <summary>A device was added.</summary>
    DeviceAdded,

    /// <summary>A device was revoked.</summary>
    DeviceRevoked,

    /// <summary>A device asked for a token.</summary>
    DeviceLogin,

    /// <summary>A person logged in.</summary>
    Login,

    /// <summary>A program got tokens for a person.</summary>
    Consent,

    /// <summary>A person was invited.</summary>
    PersonInvited,

    /// <summary>A person chose name and password.</summary>
    PersonAdded,

    /// <summary>A person was removed.</summary>
    PersonRemoved,

    /// <summary>A model was promoted.</summary>
    Promoted,

    /// <summary>A model was rolled back.</summary>
    RolledBack,

    /// <summary>Another device's stream was watched.</summary>
    Watched,

    /// <summary>A recording was downloaded.</summary>
    Downloaded,

    /// <summary>A gRPC method was called that decides what the mesh serves.</summary>
    Called,
}

/// <summary>How it went.</summary>
internal enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>Whoever tried may not.</summary>
    Refused,

    /// <summary>The call broke off before it was told: it may have been done.</summary>
    Unknown,
}

/// <summary>Something that somebody did.</summary>
/// <param name="Action">What.</param>
/// <param name="Who">A person's or device's name.</param>
/// <param name="Subject">To whom or what, such as a device's name or a model's version; empty: nothing.</param>
/// <param name="Address">From where; empty: unknown.</param>
/// <param name="Outcome">How it went.</param>
internal sealed record AuditEntry(
    AuditAction Action, string Who, string Subject, string Address, AuditOutcome Outcome = AuditOutcome.Done);
