namespace Kws.Gateway.Identity.Database;

/// <summary>A key that signs tokens.</summary>
internal sealed class SigningKeyRow
{
    /// <summary>1, 2, ...: of two gateways that make the next key at once one is refused.</summary>
    public required int Number { get; init; }

    /// <summary>As tokens name it.</summary>
    public required string KeyId { get; init; }

    /// <summary>PKCS #8, protected.</summary>
    public required byte[] Key { get; init; }

    /// <summary>It signs from then on.</summary>
    public required DateTimeOffset SignsFrom { get; init; }

    /// <summary>It signs until then, and is published for what it signed after.</summary>
    public required DateTimeOffset SignsUntil { get; init; }
}

/// <summary>A key of data protection.</summary>
internal sealed class ProtectionKeyRow
{
    /// <summary>Made by the database.</summary>
    public long Position { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}
