namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>The revocations that are known. Safe for concurrent use.</summary>
internal sealed class RevocationBook : IRevocations
{
    private volatile IReadOnlyDictionary<string, DateTimeOffset> _revoked = new Dictionary<string, DateTimeOffset>();

    public event Action? Changed;

    public bool IsRevoked(string subject, DateTimeOffset issuedAt) =>
        _revoked.TryGetValue(subject, out var at) && issuedAt < at;

    /// <summary>Replaces all of them.</summary>
    public void Set(IReadOnlyDictionary<string, DateTimeOffset> revoked)
    {
        _revoked = revoked;
        Changed?.Invoke();
    }
}
