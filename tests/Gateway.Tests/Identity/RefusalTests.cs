using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Kws.Gateway.Tests.Identity;

/// <summary>What gets nobody in.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Device_WrongSecretUnknownOrRevoked_GetsTheSameAnswer()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        var token = await gateway.OperatorTokenAsync();
        await gateway.AddDeviceAsync(token, "kitchen", "listen");
        var secret = await gateway.AddDeviceAsync(token, "hall", "listen");
        await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/hall", token);

        var wrong = await gateway.DeviceTokenAsync("kitchen", "no secret of its");
        var unknown = await gateway.DeviceTokenAsync("nobody", "no secret of its");
        var revoked = await gateway.DeviceTokenAsync("hall", secret);

        Assert.All([wrong, unknown, revoked], answer =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Equal("invalid_client", answer.Answer.GetProperty("error").GetString());
        });
        var (_, audit) = await gateway.CallAsync(HttpMethod.Get, "/v1/audit", token);
        Assert.Equal(["hall", "nobody", "kitchen"], audit.GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("action").GetString() == "DeviceLogin")
            .Select(entry => entry.GetProperty("who").GetString()));
    }

    [Fact]
    public async Task Device_ScopeThatItHasNot_IsRefused()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        var secret = await gateway.AddDeviceAsync(await gateway.OperatorTokenAsync(), "kitchen", "listen");

        var (status, _) = await gateway.DeviceTokenAsync("kitchen", secret, "operate");
        var (_, given) = await gateway.DeviceTokenAsync("kitchen", secret);
        var (call, problem) = await gateway.CallAsync(
            HttpMethod.Get, "/v1/devices", IdentityGateway.AccessTokenOf(given));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(HttpStatusCode.Forbidden, call);
        Assert.Contains("operate", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_UsedTwice_IsRefusedAndItsTokensAreVoid()
    {
        var clock = new Clock();
        await using var gateway = await IdentityGateway.StartAsync(timeProvider: clock);
        using var browser = await gateway.JoinAsync();
        var verifier = IdentityGateway.NewVerifier();
        var code = await gateway.CodeOfAsync(browser, verifier, "listen offline_access");

        var (first, tokens) = await RedeemAsync(gateway, code, verifier);
        clock.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = await RedeemAsync(gateway, code, verifier);
        var (refresh, _) = await gateway.TokenAsync(("grant_type", "refresh_token"), ("client_id", "kws-cli"),
            ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
            (first, second, refresh));
    }

    [Fact]
    public async Task Code_WithAnotherVerifierOrNone_IsRefused()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = await gateway.JoinAsync();
        var code = await gateway.CodeOfAsync(browser, IdentityGateway.NewVerifier(), "listen");

        var (other, _) = await RedeemAsync(gateway, code, IdentityGateway.NewVerifier());
        using var none = await browser.GetAsync(QueryHelpers.AddQueryString("/connect/authorize",
            new Dictionary<string, string?>
            {
                ["client_id"] = "kws-cli",
                ["response_type"] = "code",
                ["redirect_uri"] = IdentityGateway.Callback,
            }));

        Assert.Equal(HttpStatusCode.BadRequest, other);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Contains("code_challenge", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/callback")]
    [InlineData("http://127.0.0.1.evil.example/callback")]
    [InlineData("http://127.0.0.1:5399/other")]
    public async Task Authorize_AnotherRedirectAddress_StaysHere(string callback)
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = await gateway.JoinAsync();

        using var refused = await browser.GetAsync(
            IdentityGateway.AuthorizeAddress(IdentityGateway.NewVerifier(), "listen", callback));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Null(refused.Headers.Location);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/connect/verify?user_code=A", "/connect/verify?user_code=A")]
    public async Task Login_ReturnAddress_LeadsToThisGatewayAlone(string asked, string expected)
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var _ = await gateway.JoinAsync();
        using var browser = gateway.NewBrowser();
        var page = QueryHelpers.AddQueryString("/connect/login", "returnUrl", asked);

        using var shown = await browser.SubmitAsync(page, ("name", "anna"), ("password", IdentityGateway.Password));
        using var forged = await browser.SubmitAsync("/connect/login",
            ("name", "anna"), ("password", IdentityGateway.Password), ("returnUrl", asked));

        Assert.Equal((expected, expected),
            (shown.Headers.Location?.ToString(), forged.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Forms_OfAnotherSite_DoNothing()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = await gateway.JoinAsync();
        var (_, code) = await gateway.PostFormAsync("/connect/device", ("client_id", "kws-cli"), ("scope", "operate"));
        var authorize = IdentityGateway.AuthorizeAddress(IdentityGateway.NewVerifier(), "operate");

        using var login = await browser.PostAsync("/connect/login",
            Fields(("name", "anna"), ("password", IdentityGateway.Password)));
        using var allowed = await browser.PostAsync("/connect/authorize", Fields([.. QueryHelpers.ParseQuery(
            authorize.Split('?')[1]).Select(field => (field.Key, field.Value.ToString())), ("decision", "allow")]));
        using var verified = await browser.PostAsync("/connect/verify", Fields(
            ("user_code", code.GetProperty("user_code").GetString()!), ("decision", "allow")));
        using var crossed = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/v1/devices/kitchen")
        {
            Headers = { { "Origin", "http://127.0.0.1:8123" } },
        });

        Assert.Equal(HttpStatusCode.BadRequest, login.StatusCode);
        // Asked, not done.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (allowed.StatusCode, verified.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, crossed.StatusCode);
        var (_, pending) = await gateway.TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", "kws-cli"), ("device_code", code.GetProperty("device_code").GetString()!));
        Assert.Equal("authorization_pending", pending.GetProperty("error").GetString());
    }

    [Fact]
    public async Task FirstLink_UsedTwice_MakesOnePerson()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var first = await gateway.JoinAsync();
        using var other = gateway.NewBrowser();

        using var again = await other.SubmitAsync("/connect/join", ("code", gateway.FirstLink!.Split('#')[1]),
            ("name", "mallory"), ("password", IdentityGateway.Password));

        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Contains("neither used nor over", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstLink_IsOver_MakesNobody()
    {
        var clock = new Clock();
        await using var gateway = await IdentityGateway.StartAsync(timeProvider: clock);
        clock.Advance(TimeSpan.FromHours(25));
        using var browser = gateway.NewBrowser();

        using var late = await browser.SubmitAsync("/connect/join", ("code", gateway.FirstLink!.Split('#')[1]),
            ("name", "anna"), ("password", IdentityGateway.Password));

        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Login_WrongNameWrongPasswordAndLockedOut_LookTheSame()
    {
        var clock = new Clock();
        await using var gateway = await IdentityGateway.StartAsync(timeProvider: clock);
        using var _ = await gateway.JoinAsync();

        var unknown = await LogInAsync(gateway, "nobody", IdentityGateway.Password);
        var wrong = "";
        for (var tries = 0; tries < 5; tries++)
            wrong = (await LogInAsync(gateway, "anna", "wrong horse battery")).Page;
        var locked = await LogInAsync(gateway, "anna", IdentityGateway.Password);
        clock.Advance(TimeSpan.FromMinutes(6));
        var later = await LogInAsync(gateway, "anna", IdentityGateway.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.Status);
        Assert.Equal(unknown.Page.Replace("nobody", "anna", StringComparison.Ordinal), wrong);
        Assert.Equal((HttpStatusCode.Unauthorized, wrong), locked);
        Assert.Equal(HttpStatusCode.Redirect, later.Status);
    }

    [Fact]
    public async Task Logins_TooManyOfOneAddress_AreTooManyRequests()
    {
        await using var gateway = await IdentityGateway.StartAsync(settings: "--Identity:RequestsPerMinute=3");

        for (var request = 0; request < 3; request++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.DeviceTokenAsync("kitchen", "guess")).Status);
        using var refused = await gateway.Http.PostAsync("/connect/token", null).WithTimeout();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await gateway.CallAsync(HttpMethod.Get, "/access/revocations", null)).Status);
    }

    [Fact]
    public async Task Person_Removed_LosesSessionTokensAndRefreshToken()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var anna = await gateway.JoinAsync();
        var operate = IdentityGateway.AccessTokenOf(await gateway.TokensOfAsync(anna));
        using var ben = await JoinAsync(gateway, operate, "ben", "listen", "operate");
        var tokens = await gateway.TokensOfAsync(ben, "operate train offline_access");
        using var before = await ben.GetAsync("/v1/devices");

        var (removed, _) = await gateway.CallAsync(HttpMethod.Delete, "/v1/people/ben", operate);

        var (call, _) = await gateway.CallAsync(HttpMethod.Get, "/v1/devices", IdentityGateway.AccessTokenOf(tokens));
        var (refresh, _) = await gateway.TokenAsync(("grant_type", "refresh_token"), ("client_id", "kws-cli"),
            ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        using var session = await ben.GetAsync("/v1/devices");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (before.StatusCode, removed));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized),
            (call, refresh, session.StatusCode));
    }

    [Fact]
    public async Task Secrets_AreInNoLogLineAndNoTable()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = await gateway.JoinAsync();
        var tokens = await gateway.TokensOfAsync(browser);
        var secret = await gateway.AddDeviceAsync(IdentityGateway.AccessTokenOf(tokens), "kitchen", "listen");
        var (_, device) = await gateway.DeviceTokenAsync("kitchen", secret);
        await LogInAsync(gateway, "anna", "wrong horse battery");

        string[] secrets =
        [
            secret, IdentityGateway.Password, "wrong horse battery", IdentityGateway.AccessTokenOf(tokens),
            tokens.GetProperty("refresh_token").GetString()!, IdentityGateway.AccessTokenOf(device),
        ];

        Assert.All(secrets, hidden => Assert.DoesNotContain(gateway.Host.Logs.Lines, line =>
            line.Message.Contains(hidden, StringComparison.Ordinal)));
        var stored = await gateway.StoredTextAsync();
        Assert.Contains("kitchen", stored, StringComparison.Ordinal);
        Assert.All(secrets, hidden => Assert.DoesNotContain(hidden, stored, StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.FirstLink!.Split('#')[1], stored, StringComparison.Ordinal);
    }

    private static async Task<Browser> JoinAsync(
        IdentityGateway gateway, string operate, string name, params string[] scopes)
    {
        var (_, invitation) = await gateway.CallAsync(HttpMethod.Post, "/v1/people", operate, new { scopes });
        var browser = gateway.NewBrowser();
        using var joined = await browser.SubmitAsync("/connect/join",
            ("code", invitation.GetProperty("link").GetString()!.Split('#')[1]), ("name", name),
            ("password", IdentityGateway.Password));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        return browser;
    }

    private static async Task<(HttpStatusCode Status, string Page)> LogInAsync(
        IdentityGateway gateway, string name, string password)
    {
        using var browser = gateway.NewBrowser();
        using var answer = await browser.SubmitAsync("/connect/login", ("name", name), ("password", password));
        var page = await answer.Content.ReadAsStringAsync();
        var token = page.IndexOf("__RequestVerificationToken", StringComparison.Ordinal);
        // The part that differs each time.
        return (answer.StatusCode, token < 0 ? page : page[..token] + page[page.IndexOf('>', token)..]);
    }

    private static Task<(HttpStatusCode Status, System.Text.Json.JsonElement Answer)> RedeemAsync(
        IdentityGateway gateway, string code, string verifier) =>
        gateway.TokenAsync(("grant_type", "authorization_code"), ("client_id", "kws-cli"), ("code", code),
            ("redirect_uri", IdentityGateway.Callback), ("code_verifier", verifier));

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string Value)[] fields) =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
}
