using Kws.Gateway.Identity;
using Kws.Gateway.Identity.Keys;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Identity;
using Kws.TestSupport.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Tests.Http;

/// <summary>A gateway that knows its callers, as an issuer of its own or by another's tokens; and tokens that hold, or
/// do not. All are signed as the issuer signs, so that nothing but what is wrong with one is wrong with it.</summary>
internal sealed class GuardedGateway : IAsyncDisposable
{
    private const string Revoked = "eve";

    private readonly IAsyncDisposable[] _parts;
    private readonly Func<Dictionary<string, object>, string> _sign;
    private readonly string _issuer;

    private GuardedGateway(
        GatewayHost host, string issuer, Func<Dictionary<string, object>, string> sign, params IAsyncDisposable[] parts)
    {
        (Host, _issuer, _sign, _parts) = (host, issuer, sign, parts);
        VoidTokens =
        [
            ("expired", scope => Token(scope, claims => claims["exp"] = Now - 3600)),
            ("of another audience", scope => Token(scope, claims => claims["aud"] = "another")),
            ("of another issuer", scope => Token(scope, claims => claims["iss"] = "https://evil.example/")),
            ("revoked", scope => Token(scope, claims => (claims["sub"], claims["iat"]) = (Revoked, Now - 60))),
            ("not signed", scope => JsonWebToken.Unsigned(Claims(scope))),
            ("cut off", scope => Token(scope)[..^1]),
        ];
    }

    public GatewayHost Host { get; }

    /// <summary>What is wrong, and the token for scopes with spaces between.</summary>
    public IReadOnlyList<(string Fault, Func<string, string> Token)> VoidTokens { get; }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Starts a gateway, and has it know of a revoked caller.</summary>
    /// <param name="isIssuer">Whether it is its own issuer, with people, devices and the audit.</param>
    public static Task<GuardedGateway> StartAsync(bool isIssuer) => isIssuer ? OfItsOwnAsync() : OfAnotherAsync();

    /// <summary>A token that holds.</summary>
    /// <param name="scope">Scopes with spaces between.</param>
    /// <param name="change">Changes its claims before they are signed.</param>
    public string Token(string scope, Action<Dictionary<string, object>>? change = null)
    {
        var claims = Claims(scope);
        change?.Invoke(claims);
        return _sign(claims);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
            await part.DisposeAsync();
    }

    private static async Task<GuardedGateway> OfItsOwnAsync()
    {
        var mesh = await StartMeshAsync();
        var gateway = await IdentityGateway.StartAsync(settings: Settings(mesh));
        var services = gateway.Host.Services;
        var key = services.GetRequiredService<KeyRing>().Keys[0].Key;
        var guarded = new GuardedGateway(gateway.Host,
            new Uri(services.GetRequiredService<IOptions<IdentityOptions>>().Value.Issuer).AbsoluteUri,
            claims => JsonWebToken.Es256(key.ECDsa, key.KeyId, claims), gateway, mesh);
        var operate = guarded.Token("operate");
        await gateway.AddDeviceAsync(operate, Revoked, "listen");
        await gateway.CallAsync(HttpMethod.Delete, $"/v1/devices/{Revoked}", operate);
        return guarded;
    }

    private static async Task<GuardedGateway> OfAnotherAsync()
    {
        var issuer = await TestIssuer.StartAsync();
        issuer.Revoke(Revoked, TimeProvider.System.GetUtcNow());
        var mesh = await StartMeshAsync();
        var gateway = await GatewayHost.StartAsync(
            [.. Settings(mesh), .. issuer.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await Eventually.BeAsync(() => issuer.ListsSent > 0 && issuer.ListsUnchanged > 0);
        return new GuardedGateway(gateway, issuer.Address, issuer.Sign, gateway, mesh, issuer);
    }

    // For every service behind it: answers at once, and knows no call.
    private static Task<KestrelHost> StartMeshAsync() => KestrelHost.StartAsync(
        builder => builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)),
        _ => { });

    private static string[] Settings(KestrelHost mesh) =>
    [
        "--Http:RequestsPerSecond=0", GatewayHost.WithConsole,
        .. ((string[])["audioinference", "visioninference", "tts", "trainingorchestrator"])
            .Select(name => MeshBehind.Setting(name, mesh.Address)),
    ];

    private Dictionary<string, object> Claims(string scope) => new()
    {
        ["iss"] = _issuer,
        ["aud"] = "kws",
        ["sub"] = "ada",
        ["scope"] = scope,
        ["iat"] = Now,
        ["nbf"] = Now - 7200,
        ["exp"] = Now + 600,
    };
}
