using System.Collections.Concurrent;
using System.Security.Claims;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Tokens that were checked a moment ago: whoever calls again shows the same one, and checking a signature
/// costs as much as many a call. Safe for concurrent use.</summary>
/// <remarks>For a while only: an issuer may withdraw a key. Whether a caller is revoked is asked at each
/// call.</remarks>
internal sealed class CheckedTokens(TimeProvider timeProvider)
{
    private const int Most = 4096;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (ClaimsPrincipal Caller, DateTimeOffset Until)> _tokens =
        new(StringComparer.Ordinal);

    /// <summary>Who shows the token; null: it is to be checked.</summary>
    public ClaimsPrincipal? Find(string token)
    {
        if (!_tokens.TryGetValue(token, out var known))
            return null;
        if (timeProvider.GetUtcNow() < known.Until)
            return known.Caller;
        _tokens.TryRemove(token, out _);
        return null;
    }

    /// <summary>The token holds.</summary>
    /// <param name="token">As it was shown.</param>
    /// <param name="caller">Who shows it.</param>
    /// <param name="expiry">Its own.</param>
    public void Add(string token, ClaimsPrincipal caller, DateTimeOffset expiry)
    {
        if (_tokens.Count >= Most)
            _tokens.Clear();
        var longest = timeProvider.GetUtcNow() + s_longest;
        _tokens[token] = (caller, expiry < longest ? expiry : longest);
    }
}
