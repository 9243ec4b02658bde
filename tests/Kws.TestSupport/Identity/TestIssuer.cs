using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.TestSupport.Identity;

/// <summary>An OpenID Connect issuer in this process: metadata, the public half of an RSA key, and a list of who is
/// revoked. It signs whatever a test wants signed.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private const string KeyId = "one";
    // One for all of a process: to make it takes a third of a second.
    private static readonly RSA s_key = RSA.Create(2048);
    private readonly List<(string Subject, DateTimeOffset At)> _revoked = [];
    private KestrelHost? _host;
    private volatile bool _isBroken;
    private int _listsSent;
    private int _listsUnchanged;
    private int _listsFailed;

    private TestIssuer()
    {
    }

    /// <summary>For <c>Access:Authority</c>, and the <c>iss</c> of its tokens.</summary>
    public string Address => _host!.Address;

    /// <summary>How often the list was asked for and had changed.</summary>
    public int ListsSent => Volatile.Read(ref _listsSent);

    /// <summary>How often the list was asked for and had not changed.</summary>
    public int ListsUnchanged => Volatile.Read(ref _listsUnchanged);

    /// <summary>How often the list was asked for and could not be read.</summary>
    public int ListsFailed => Volatile.Read(ref _listsFailed);

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer._host = await KestrelHost.StartAsync(_ => { }, issuer.Map);
        return issuer;
    }

    /// <summary>What a service needs to accept its tokens.</summary>
    public (string Key, string Value)[] Settings =>
        [("Access:Mode", "Jwt"), ("Access:Authority", Address), ("Access:RevocationPeriod", "00:00:00.1")];

    /// <summary>A token that holds for ten minutes.</summary>
    /// <param name="scope">Scopes with spaces between.</param>
    /// <param name="subject">Its <c>sub</c>.</param>
    /// <param name="device">Its <c>device_id</c>; null: none.</param>
    /// <param name="change">Changes its claims before they are signed.</param>
    public string Token(
        string scope, string subject = "ada", string? device = null, Action<Dictionary<string, object>>? change = null)
    {
        var claims = Claims(scope, subject);
        if (device is not null)
            claims["device_id"] = device;
        change?.Invoke(claims);
        return Sign(claims);
    }

    /// <summary>A token of any claims.</summary>
    public string Sign(Dictionary<string, object> claims) => JsonWebToken.Rs256(s_key, KeyId, claims);

    /// <summary>A token with no signature at all.</summary>
    public string Unsigned(string scope) => JsonWebToken.Unsigned(Claims(scope, "ada"));

    /// <summary>A token signed with HS256 and the public key, which everyone knows.</summary>
    public string SignedWithPublicKey(string scope) => JsonWebToken.Hs256(
        System.Text.Encoding.ASCII.GetBytes(s_key.ExportSubjectPublicKeyInfoPem()), KeyId, Claims(scope, "ada"));

    /// <summary>A token of somebody else's key that says it were this one's.</summary>
    public string SignedByAnother(string scope)
    {
        using var other = RSA.Create(2048);
        return JsonWebToken.Rs256(other, KeyId, Claims(scope, "ada"));
    }

    /// <summary>From now on tokens of the subject that were issued before a time are void.</summary>
    public void Revoke(string subject, DateTimeOffset at)
    {
        lock (_revoked)
            _revoked.Add((subject, at));
    }

    /// <summary>The list cannot be read, or can be again.</summary>
    public void BreakList(bool isBroken) => _isBroken = isBroken;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private Dictionary<string, object> Claims(string scope, string subject)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Dictionary<string, object>
        {
            ["iss"] = Address,
            ["aud"] = "kws",
            ["sub"] = subject,
            ["scope"] = scope,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        };
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, string>
        {
            ["issuer"] = Address,
            ["jwks_uri"] = $"{Address}/keys",
        });
        app.MapGet("/keys", () => new { keys = new[] { JsonWebToken.PublicKey(s_key, KeyId) } });
        app.MapGet("/access/revocations", List);
    }

    private IResult List(HttpContext context)
    {
        if (_isBroken)
        {
            Interlocked.Increment(ref _listsFailed);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }
        lock (_revoked)
        {
            var version = string.Create(CultureInfo.InvariantCulture, $"\"{_revoked.Count}\"");
            context.Response.Headers.ETag = version;
            if (context.Request.Headers.IfNoneMatch == version)
            {
                Interlocked.Increment(ref _listsUnchanged);
                return Results.StatusCode(StatusCodes.Status304NotModified);
            }
            Interlocked.Increment(ref _listsSent);
            return Results.Json(new { revoked = _revoked.Select(entry => new { sub = entry.Subject, at = entry.At }) });
        }
    }
}
