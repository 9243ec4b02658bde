using System.Security.Claims;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Checks tokens: those of the configured issuer, and those that the services sign. Safe for concurrent
/// use.</summary>
internal sealed class TokenReader
{
    private const int LongestToken = 16 * 1024;
    private const string Type = "Bearer";

    // Two machines' clocks.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(10);

    // Whoever knows the issuer's public key could sign with one that is not.
    private static readonly string[] s_issuerAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };
    private readonly CheckedTokens _checked;
    private readonly AccessOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly BaseConfigurationManager? _issuer;
    private readonly TokenValidationParameters? _ofIssuer;
    private readonly TokenValidationParameters? _ofMesh;

    public TokenReader(
        IOptions<AccessOptions> options, MeshTokens mesh, TimeProvider timeProvider, IssuerSource issuer)
    {
        (_options, _timeProvider, _issuer) = (options.Value, timeProvider, issuer.Metadata);
        _checked = new CheckedTokens(timeProvider);
        if (_issuer is not null)
        {
            _ofIssuer = Parameters(s_issuerAlgorithms);
            _ofIssuer.ConfigurationManager = _issuer;
        }
        if (mesh.CanSign)
        {
            _ofMesh = Parameters([SecurityAlgorithms.HmacSha256]);
            _ofMesh.ValidIssuer = MeshTokens.Issuer;
            _ofMesh.IssuerSigningKeys = mesh.Keys;
            _ofMesh.TryAllIssuerSigningKeys = true;
        }
    }

    /// <summary>Who shows the token.</summary>
    /// <exception cref="UnauthenticatedException">It does not hold, and why.</exception>
    /// <exception cref="NotReadyException">The issuer's keys cannot be read now.</exception>
    public ValueTask<ClaimsPrincipal> ReadAsync(string token, CancellationToken cancellationToken) =>
        _checked.Find(token) is { } caller ? ValueTask.FromResult(caller) : CheckAsync(token, cancellationToken);

    private async ValueTask<ClaimsPrincipal> CheckAsync(string token, CancellationToken cancellationToken)
    {
        var isMesh = IssuerOf(token) == MeshTokens.Issuer;
        var parameters = (isMesh ? _ofMesh : _ofIssuer) ?? throw TokenFault.OfIssuer();
        if (!isMesh)
            await KnowIssuerAsync(cancellationToken).ConfigureAwait(false);
        var result = await _tokens.ValidateTokenAsync(token, parameters).ConfigureAwait(false);
        if (!result.IsValid)
            throw TokenFault.Of(result.Exception, _options.Audience);
        var caller = Principal((JsonWebToken)result.SecurityToken, isMesh);
        _checked.Add(token, caller, result.SecurityToken.ValidTo);
        return caller;
    }

    private static string IssuerOf(string token)
    {
        try
        {
            return token.Length <= LongestToken ? new JsonWebToken(token).Issuer : throw TokenFault.Malformed();
        }
        catch (ArgumentException)
        {
            throw TokenFault.Malformed();
        }
    }

    private async Task KnowIssuerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _issuer!.GetBaseConfigurationAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new NotReadyException("the issuer's keys cannot be read; try again", innerException: e);
        }
    }

    private TokenValidationParameters Parameters(string[] algorithms) => new()
    {
        ValidAlgorithms = algorithms,
        ValidAudience = _options.Audience,
        ValidateIssuerSigningKey = true,
        RequireSignedTokens = true,
        LogValidationExceptions = false,
        LifetimeValidator = (from, until, _, _) => IsTime(from, until),
    };

    private bool IsTime(DateTime? from, DateTime? until)
    {
        var now = _timeProvider.GetUtcNow().UtcDateTime;
        if (until is null)
            throw new SecurityTokenNoExpirationException();
        if (now >= until + s_clockSkew)
            throw new SecurityTokenExpiredException();
        if (from is not null && now < from - s_clockSkew)
            throw new SecurityTokenNotYetValidException();
        return true;
    }

    private ClaimsPrincipal Principal(JsonWebToken token, bool isMesh)
    {
        List<Claim> claims = [.. ScopesOf(token, isMesh).Select(scope => new Claim(CallerClaims.Scope, scope))];
        Copy(token, CallerClaims.Subject, CallerClaims.Subject, claims);
        Copy(token, CallerClaims.Name, CallerClaims.Name, claims);
        Copy(token, isMesh ? CallerClaims.DeviceId : _options.DeviceClaim, CallerClaims.DeviceId, claims);
        Copy(token, isMesh ? MeshTokens.CallerIssuedAtClaim : CallerClaims.IssuedAt, CallerClaims.IssuedAt, claims);
        if (isMesh)
        {
            Copy(token, CallerClaims.Address, CallerClaims.Address, claims);
            Copy(token, CallerClaims.Instance, CallerClaims.Instance, claims);
        }
        var caller = new ClaimsIdentity(claims, Type, CallerClaims.Name, null)
        {
            BootstrapContext = token.EncodedToken,
        };
        return new ClaimsPrincipal(caller);
    }

    // A foreign issuer's "mesh" is not the services'.
    private static IEnumerable<string> ScopesOf(JsonWebToken token, bool isMesh) => token.Claims
        .Where(claim => claim.Type is CallerClaims.Scope or "scp")
        .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(scope => isMesh || scope != Scopes.Mesh)
        .Distinct();

    private static void Copy(JsonWebToken token, string from, string to, List<Claim> claims)
    {
        if (token.TryGetClaim(from, out var claim))
            claims.Add(new Claim(to, claim.Value));
    }
}
