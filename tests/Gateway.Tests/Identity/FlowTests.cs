using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Kws.Gateway.Tests.Identity;

/// <summary>Each way to a token, from one end to the other, on both databases.</summary>
public sealed class FlowTests(SharedPostgres postgres) : IClassFixture<SharedPostgres>
{
    public static TheoryData<string> Databases => new("SQLite", "PostgreSQL");

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Device_WithItsSecret_GetsATokenOfItsOwn(string database)
    {
        await using var gateway = await StartAsync(database);
        var secret = await gateway.AddDeviceAsync(await gateway.OperatorTokenAsync(), "kitchen", "speak", "listen");

        var (status, answer) = await gateway.DeviceTokenAsync("kitchen", secret);

        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        Assert.False(answer.TryGetProperty("refresh_token", out _));
        var token = new JsonWebToken(IdentityGateway.AccessTokenOf(answer));
        Assert.Equal("kitchen", token.Subject);
        Assert.Equal("kitchen", token.GetClaim("device_id").Value);
        Assert.Equal("listen speak", token.GetClaim("scope").Value);
        Assert.Equal("kws", Assert.Single(token.Audiences));
        Assert.Equal("http://localhost:5300/", token.Issuer);
        Assert.Equal(TimeSpan.FromMinutes(10), token.ValidTo - token.IssuedAt);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Person_ByCodeAndPkce_GetsTokensThatRefreshOnce(string database)
    {
        var clock = new Clock();
        await using var gateway = await StartAsync(database, clock);
        using var browser = await gateway.JoinAsync();

        var tokens = await gateway.TokensOfAsync(browser, "listen operate offline_access");
        var first = tokens.GetProperty("refresh_token").GetString()!;
        var (refreshed, next) = await RefreshAsync(gateway, first);
        clock.Advance(TimeSpan.FromMinutes(1));
        var (again, refusal) = await RefreshAsync(gateway, first);
        var (afterTheft, _) = await RefreshAsync(gateway, next.GetProperty("refresh_token").GetString()!);

        var token = new JsonWebToken(IdentityGateway.AccessTokenOf(next));
        Assert.Equal("anna", token.Subject);
        Assert.False(token.TryGetClaim("device_id", out _));
        Assert.Equal("listen operate offline_access", token.GetClaim("scope").Value);
        Assert.Equal(HttpStatusCode.OK, refreshed);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (again, ErrorOf(refusal)));
        // Whoever used it twice is a thief or was robbed: what came of it is void too.
        Assert.Equal(HttpStatusCode.BadRequest, afterTheft);
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Program_ByDeviceCode_GetsTokensOnceAPersonAllowsIt(string database)
    {
        await using var gateway = await StartAsync(database);
        using var browser = await gateway.JoinAsync();
        var (_, code) = await gateway.PostFormAsync(
            "/connect/device", ("client_id", "kws-cli"), ("scope", "listen offline_access"));
        var deviceCode = code.GetProperty("device_code").GetString()!;

        var (early, pending) = await PollAsync(gateway, deviceCode);
        using var allowed = await browser.SubmitAsync(VerifyAddress(code), ("decision", "allow"));
        var (status, tokens) = await PollAsync(gateway, deviceCode);
        var (again, _) = await PollAsync(gateway, deviceCode);

        Assert.Matches("^[B-Z]{4}-[B-Z]{4}$", code.GetProperty("user_code").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), (early, ErrorOf(pending)));
        Assert.Equal(HttpStatusCode.Redirect, allowed.StatusCode);
        Assert.True(status == HttpStatusCode.OK, tokens.ToString());
        Assert.Equal("anna", new JsonWebToken(IdentityGateway.AccessTokenOf(tokens)).Subject);
        Assert.True(tokens.TryGetProperty("refresh_token", out _));
        Assert.Equal(HttpStatusCode.BadRequest, again);
    }

    [SkippableFact]
    public async Task Program_ByDeviceCodeThatIsDenied_GetsNothing()
    {
        await using var gateway = await StartAsync("SQLite");
        using var browser = await gateway.JoinAsync();
        var (_, code) = await gateway.PostFormAsync("/connect/device", ("client_id", "kws-cli"), ("scope", "listen"));

        using var denied = await browser.SubmitAsync(VerifyAddress(code), ("decision", "deny"));
        var (_, answer) = await PollAsync(gateway, code.GetProperty("device_code").GetString()!);
        using var second = await browser.GetAsync(VerifyAddress(code));

        Assert.EndsWith("allowed=0", denied.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("access_denied", ErrorOf(answer));
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }

    [SkippableFact]
    public async Task Metadata_NamesTheEndpoints()
    {
        await using var gateway = await StartAsync("SQLite");

        var (_, metadata) = await gateway.CallAsync(HttpMethod.Get, "/.well-known/openid-configuration", null);

        Assert.Equal("http://localhost:5300/", metadata.GetProperty("issuer").GetString());
        Assert.Equal($"{gateway.Address}connect/token", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal("S256", Assert.Single(metadata.GetProperty("code_challenge_methods_supported").EnumerateArray())
            .GetString());
        var (_, keys) = await gateway.CallAsync(
            HttpMethod.Get, new Uri(metadata.GetProperty("jwks_uri").GetString()!).PathAndQuery, null);
        Assert.Equal("ES256", Assert.Single(keys.GetProperty("keys").EnumerateArray()).GetProperty("alg").GetString());
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task TwoGateways_OnOneDatabase_AreOneIssuer()
    {
        var connection = await postgres.NewDatabaseAsync();
        await using var one = await IdentityGateway.StartAsync(connection);
        await using var other = await IdentityGateway.StartAsync(connection);
        var token = await one.OperatorTokenAsync();

        var secret = await other.AddDeviceAsync(token, "kitchen", "listen", "operate");
        var (_, given) = await one.DeviceTokenAsync("kitchen", secret);
        var kitchen = IdentityGateway.AccessTokenOf(given);
        var (before, _) = await other.CallAsync(HttpMethod.Get, "/v1/devices", kitchen);
        var (revoked, _) = await one.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (before, revoked));
        await Eventually.BeAsync(async () =>
            (await other.CallAsync(HttpMethod.Get, "/v1/devices", kitchen)).Status == HttpStatusCode.Unauthorized,
            "the other gateway knows of the revocation");
        Assert.NotNull(other.FirstLink);
    }

    [SkippableFact]
    public async Task TwoGateways_StartedTogetherOnAnEmptyDatabase_AgreeOnTheirKeys()
    {
        var connection = await postgres.NewDatabaseAsync();
        var gateways = await Task.WhenAll(
            IdentityGateway.StartAsync(connection), IdentityGateway.StartAsync(connection));
        // What both want to store first one of them is refused, which Entity Framework tells too.
        foreach (var gateway in gateways)
            gateway.Host.Logs.Expect(line =>
                line.Category.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal));
        await using var one = gateways[0];
        await using var other = gateways[1];

        var token = await one.OperatorTokenAsync();

        Assert.Equal(HttpStatusCode.OK, (await other.CallAsync(HttpMethod.Get, "/v1/devices", token)).Status);
    }

    private static string ErrorOf(JsonElement answer) => answer.GetProperty("error").GetString()!;

    private static string VerifyAddress(JsonElement code) => QueryHelpers.AddQueryString(
        "/connect/verify", "user_code", code.GetProperty("user_code").GetString()!);

    private static Task<(HttpStatusCode, JsonElement)> RefreshAsync(IdentityGateway gateway, string token) =>
        gateway.TokenAsync(
            ("grant_type", "refresh_token"), ("client_id", "kws-cli"), ("refresh_token", token));

    private static Task<(HttpStatusCode, JsonElement)> PollAsync(IdentityGateway gateway, string deviceCode) =>
        gateway.TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", "kws-cli"), ("device_code", deviceCode));

    private async Task<IdentityGateway> StartAsync(string database, TimeProvider? timeProvider = null) =>
        await IdentityGateway.StartAsync(database == "SQLite" ? null : await postgres.NewDatabaseAsync(), timeProvider);
}
