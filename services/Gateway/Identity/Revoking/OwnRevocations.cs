using Kws.ServiceDefaults.Access.Revocation;

namespace Kws.Gateway.Identity.Revoking;

/// <summary>The gateway's own list, for its own calls.</summary>
internal sealed class OwnRevocations(RevocationList list) : IRevocations
{
    public event Action? Changed
    {
        add => list.Changed += value;
        remove => list.Changed -= value;
    }

    public bool IsRevoked(string subject, DateTimeOffset issuedAt) => list.Of(subject) is { } at && issuedAt < at;
}
