using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kws.Gateway.Identity;
using Kws.Gateway.Tests.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Identity;

/// <summary>A gateway that knows people and devices.</summary>
internal sealed class IdentityGateway : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    public const string Callback = "http://127.0.0.1:5399/callback";

    private readonly TemporaryFolder _folder = new();
    private readonly GatewayHost _host;

    private IdentityGateway(GatewayHost host, TemporaryFolder folder) => (_host, _folder) = (host, folder);

    public GatewayHost Host => _host;

    public HttpClient Http => _host.Http;

    public Uri Address => Http.BaseAddress!;

    /// <summary>What the console shows at the first start; null: nobody is asked for.</summary>
    public string? FirstLink => _host.Logs.Lines.LastOrDefault(line => line.Event.Id == IdentityLog.FirstPersonEvent)
        ?.Message.Split(' ')[^1];

    /// <param name="connection">Of PostgreSQL; null: a file of SQLite's.</param>
    /// <param name="timeProvider">Null: the system's.</param>
    /// <param name="settings">Further ones.</param>
    public static async Task<IdentityGateway> StartAsync(
        string? connection = null, TimeProvider? timeProvider = null, params string[] settings)
    {
        var folder = new TemporaryFolder();
        string[] database = connection is null
            ? [$"--Identity:File={folder["gateway.db"]}"]
            : [$"--ConnectionStrings:gateway={connection}"];
        var host = await GatewayHost.StartAsync(services =>
        {
            if (timeProvider is not null)
                services.AddSingleton(timeProvider);
            // A password's hash is made to take long.
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 100);
        }, ["--Identity:Enabled=true", "--Access:Mode=Jwt", .. database, .. settings]);
        // Entity Framework tells of the database that its migration makes then.
        host.Logs.Expect(line => line.Category == "Microsoft.EntityFrameworkCore.Database.Connection");
        return new IdentityGateway(host, folder);
    }

    /// <summary>A new browser, of nobody yet.</summary>
    public Browser NewBrowser() => new(Address);

    /// <summary>The first person's browser, logged in.</summary>
    public async Task<Browser> JoinAsync(string name = "anna")
    {
        var browser = NewBrowser();
        using var begun = await browser.SubmitAsync("/connect/join",
            ("code", FirstLink!.Split('#')[1]), ("name", name), ("password", Password));
        Assert.True(begun.StatusCode == HttpStatusCode.Redirect, await begun.Content.ReadAsStringAsync());
        return browser;
    }

    /// <summary>An access token of the person whose browser it is, by authorization code and PKCE.</summary>
    public async Task<JsonElement> TokensOfAsync(Browser browser, string scope = "operate listen offline_access")
    {
        var verifier = NewVerifier();
        var code = await CodeOfAsync(browser, verifier, scope);
        var (status, tokens) = await TokenAsync(("grant_type", "authorization_code"), ("client_id", "kws-cli"),
            ("code", code), ("redirect_uri", Callback), ("code_verifier", verifier));
        Assert.True(status == HttpStatusCode.OK, tokens.ToString());
        return tokens;
    }

    /// <summary>An authorization code, once the person allows it.</summary>
    public async Task<string> CodeOfAsync(Browser browser, string verifier, string scope)
    {
        using var allowed = await browser.SubmitAsync(AuthorizeAddress(verifier, scope), ("decision", "allow"));
        Assert.True(allowed.StatusCode == HttpStatusCode.Redirect, await allowed.Content.ReadAsStringAsync());
        var query = QueryHelpers.ParseQuery(allowed.Headers.Location!.Query);
        Assert.StartsWith(Callback, allowed.Headers.Location.ToString(), StringComparison.Ordinal);
        return query["code"].ToString();
    }

    public static string AuthorizeAddress(string verifier, string scope, string? callback = null) =>
        QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = "kws-cli",
            ["response_type"] = "code",
            ["redirect_uri"] = callback ?? Callback,
            ["scope"] = scope,
            ["state"] = "abc",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });

    public static string NewVerifier() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Asks for tokens.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> TokenAsync(params (string, string)[] form) =>
        await PostFormAsync("/connect/token", form);

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostFormAsync(
        string path, params (string Name, string Value)[] form)
    {
        using var response = await Http.PostAsync(path, new FormUrlEncodedContent(
            form.Select(field => KeyValuePair.Create(field.Name, field.Value)))).WithTimeout();
        var text = await response.Content.ReadAsStringAsync().WithTimeout();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>A device's token.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> DeviceTokenAsync(
        string name, string secret, string? scope = null)
    {
        (string, string)[] form =
            [("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret)];
        return await TokenAsync(scope is null ? form : [.. form, ("scope", scope)]);
    }

    /// <summary>Calls the HTTP API with a token.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> CallAsync(
        HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await Http.SendAsync(request).WithTimeout();
        var text = await response.Content.ReadAsStringAsync().WithTimeout();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Adds a device: its secret.</summary>
    public async Task<string> AddDeviceAsync(string token, string name, params string[] scopes)
    {
        var (status, added) = await CallAsync(HttpMethod.Post, "/v1/devices", token, new { name, scopes });
        Assert.True(status == HttpStatusCode.Created, added.ToString());
        return added.GetProperty("client_secret").GetString()!;
    }

    /// <summary>A token with which an operator manages devices.</summary>
    public async Task<string> OperatorTokenAsync()
    {
        using var browser = await JoinAsync();
        return AccessTokenOf(await TokensOfAsync(browser));
    }

    public static string AccessTokenOf(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    /// <summary>Everything in the file of SQLite's and what it has not taken up yet.</summary>
    public async Task<string> StoredTextAsync()
    {
        var stored = new StringBuilder();
        foreach (var file in Directory.GetFiles(_folder.Path, "gateway.db*"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy).WithTimeout();
            stored.Append(Encoding.Latin1.GetString(copy.ToArray()));
        }
        return stored.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
