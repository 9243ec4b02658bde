using System.Security.Claims;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>The tokens by which the services of the mesh know each other, and for whom one of them calls: JWTs signed
/// with HS256 and <see cref="AccessOptions.MeshKey"/>, of the issuer <see cref="Issuer"/>. Safe for concurrent
/// use.</summary>
public sealed class MeshTokens
{
    /// <summary>Who issued them.</summary>
    public const string Issuer = "kws-mesh";

    /// <summary>How long each is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary><see cref="CallerClaims.IssuedAt"/> of what that caller showed.</summary>
    internal const string CallerIssuedAtClaim = "kws_caller_iat";

    // Enough to tell the replicas of a service apart, and short in a log.
    private const int InstanceDigits = 12;

    private static readonly TimeSpan s_renewal = TimeSpan.FromMinutes(1);
    private static readonly JsonWebTokenHandler s_tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly AccessOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly string _service;
    private readonly string _instance = Guid.NewGuid().ToString("N")[..InstanceDigits];
    private readonly SigningCredentials? _signing;
    private Own? _own;

    public MeshTokens(IOptions<AccessOptions> options, TimeProvider timeProvider, IHostEnvironment environment)
    {
        (_options, _timeProvider, _service) = (options.Value, timeProvider, environment.ApplicationName);
        Keys = MeshKeys.Parse(_options.MeshKey) ?? [];
        if (Keys.Count > 0)
            _signing = new SigningCredentials(Keys[0], SecurityAlgorithms.HmacSha256);
    }

    /// <summary>Whether there is a key to sign with.</summary>
    public bool CanSign => _signing is not null;

    internal IReadOnlyList<SymmetricSecurityKey> Keys { get; }

    /// <summary>A token of this service itself, with the scope <see cref="Scopes.Mesh"/> and the name of this
    /// process.</summary>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string OfService()
    {
        var now = _timeProvider.GetUtcNow();
        if (Volatile.Read(ref _own) is { } own && now < own.Renewal)
            return own.Token;
        var token = Sign(now, new Dictionary<string, object>
        {
            [CallerClaims.Subject] = _service,
            [CallerClaims.Scope] = Scopes.Mesh,
            [CallerClaims.Instance] = _instance,
        });
        Volatile.Write(ref _own, new Own(token, now + s_renewal));
        return token;
    }

    /// <summary>A token for a call on behalf of a caller: with the caller's own rights and device, never with
    /// <see cref="Scopes.Mesh"/>. Limits on one caller count by its address when it has no name.</summary>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string OnBehalfOf(ClaimsPrincipal caller)
    {
        var claims = new Dictionary<string, object>
        {
            [CallerClaims.Scope] = string.Join(' ', caller.GrantedScopes.Where(scope => scope != Scopes.Mesh)),
        };
        if (caller.Subject is { } subject)
            claims[CallerClaims.Subject] = subject;
        if (caller.FindFirst(CallerClaims.Name)?.Value is { } name)
            claims[CallerClaims.Name] = name;
        if (caller.DeviceId is { } device)
            claims[CallerClaims.DeviceId] = device;
        if (caller.IssuedAt is { } issued)
            claims[CallerIssuedAtClaim] = issued.ToUnixTimeSeconds();
        if (caller.Address is { } address)
            claims[CallerClaims.Address] = address.ToString();
        return Sign(_timeProvider.GetUtcNow(), claims);
    }

    private string Sign(DateTimeOffset now, Dictionary<string, object> claims) =>
        s_tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = _options.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = _signing ?? throw new InvalidOperationException(
                $"{AccessOptions.Section}:{nameof(AccessOptions.MeshKey)} is not set"),
        });

    private sealed record Own(string Token, DateTimeOffset Renewal);
}
