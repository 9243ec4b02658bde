namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>Whose rights were taken back.</summary>
/// <remarks>Safe for concurrent use. A service asks the list of its issuer; the issuer itself registers its
/// own.</remarks>
public interface IRevocations
{
    /// <summary>Raised after more was revoked: open streams are looked at again. Not on the caller's time: handlers
    /// return at once.</summary>
    event Action? Changed;

    /// <summary>Whether what a subject showed is void.</summary>
    /// <param name="subject">The token's <c>sub</c>.</param>
    /// <param name="issuedAt">The token's <c>iat</c>: void when it lies before the time of the revocation.</param>
    bool IsRevoked(string subject, DateTimeOffset issuedAt);
}
