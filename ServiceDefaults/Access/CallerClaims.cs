namespace Kws.ServiceDefaults.Access;

/// <summary>The claims of a caller's principal, whichever scheme made it.</summary>
public static class CallerClaims
{
    /// <summary>Who: a person's, a device's or a service's own name.</summary>
    public const string Subject = "sub";

    /// <summary>What people call it.</summary>
    public const string Name = "name";

    /// <summary>One claim a scope, or one with all of them between spaces.</summary>
    public const string Scope = "scope";

    /// <summary>The only device in whose name the caller may call.</summary>
    public const string DeviceId = "device_id";

    /// <summary>When what the caller showed was issued, in seconds since 1970: what was issued before a revocation is
    /// void.</summary>
    public const string IssuedAt = "iat";

    /// <summary>Where the caller is. Never taken of a foreign issuer's token.</summary>
    public const string Address = "kws_address";

    /// <summary>Which of a service's processes calls. Never taken of a foreign issuer's token.</summary>
    public const string Instance = "kws_instance";
}
