namespace Kws.Gateway.Identity.Database;

/// <summary>A device. OpenIddict's client of the same name has the hash of its secret; a revoked one has no
/// client.</summary>
internal sealed class DeviceRow
{
    /// <summary>Its <c>device_id</c>, and the <c>sub</c> of its tokens.</summary>
    public required string Name { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Scopes { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last took a token.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A person who logs in.</summary>
internal sealed class PersonRow
{
    /// <summary>The <c>sub</c> of the person's tokens.</summary>
    public required string Name { get; init; }

    /// <summary>Made by <c>PasswordHasher</c>.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>Separated by spaces.</summary>
    public required string Scopes { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int WrongTries { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }
}

/// <summary>A link with which somebody chooses name and password, once.</summary>
internal sealed class InvitationRow
{
    /// <summary>Of the link's secret, in hexadecimal.</summary>
    public required string TokenSha256 { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>For the first person: it is void once there is one.</summary>
    public required bool IsFirst { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A subject whose tokens are refused.</summary>
internal sealed class RevocationRow
{
    public required string Subject { get; init; }

    /// <summary>Tokens issued until then are.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>When all of them are over.</summary>
    public required DateTimeOffset Until { get; set; }
}
