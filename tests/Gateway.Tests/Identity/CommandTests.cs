using System.Net;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests;

namespace Kws.Gateway.Tests.Identity;

/// <summary><c>kws</c> against a gateway that knows people and devices.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    [Fact]
    public async Task Devices_AddListAndRevoke()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var person = await LogInAsync(gateway);

        var added = await KwsAsync(gateway, "devices", "add", "kitchen", "--scopes", "speak,listen", "--json");
        var shown = await KwsAsync(gateway, "devices", "add", "hall", "--scopes", "listen");
        var again = await KwsAsync(gateway, "devices", "add", "kitchen", "--scopes", "listen");
        var wrong = await KwsAsync(gateway, "devices", "add", "bath", "--scopes", "everything");
        var revoked = await KwsAsync(gateway, "devices", "revoke", "kitchen");
        var list = await KwsAsync(gateway, "devices", "list", "--json");

        Assert.Equal((ExitCode.Success, "kitchen"), (added.ExitCode, added.Json.GetProperty("client_id").GetString()));
        Assert.Equal(43, added.Json.GetProperty("client_secret").GetString()!.Length);
        Assert.Matches("secret.*[A-Za-z0-9_-]{43}", shown.Out);
        Assert.Equal((ExitCode.BadInput, "kws: device 'kitchen' exists already\n"), (again.ExitCode, again.Error));
        Assert.Equal(ExitCode.BadInput, wrong.ExitCode);
        Assert.Contains("'everything' is not allowed; allowed: one at least of listen", wrong.Error,
            StringComparison.Ordinal);
        Assert.Equal((ExitCode.Success, "kitchen is revoked\n"), (revoked.ExitCode, revoked.Out));
        Assert.Equal([("hall", false), ("kitchen", true)], list.Json.EnumerateArray().Select(device =>
            (device.GetProperty("name").GetString()!, device.TryGetProperty("revoked_at", out _))));
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task TokenFile_OfADevice_GetsTokensItself()
    {
        await using var gateway = await IdentityGateway.StartAsync(
            settings: $"--services:audioinference:http:0={FreePort.Address()}");
        using var person = await LogInAsync(gateway);
        var operatorFile = await FileOfAsync(gateway, "ops", "operate");
        var deviceFile = await FileOfAsync(gateway, "kitchen", "listen");
        await KwsAsync(gateway, "logout");

        var nobody = await KwsAsync(gateway, "devices", "list");
        var operates = await KwsAsync(gateway, "devices", "list", "--token-file", operatorFile);
        var listens = await KwsAsync(gateway, "--token-file", deviceFile, "devices", "list");
        await KwsAsync(gateway, "devices", "revoke", "kitchen", "--token-file", operatorFile);
        var revoked = await KwsAsync(gateway, "devices", "list", "--token-file", deviceFile);

        Assert.Equal(ExitCode.Failure, nobody.ExitCode);
        Assert.Contains("kws login", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, operates.ExitCode);
        Assert.Equal(ExitCode.Failure, listens.ExitCode);
        Assert.Contains("'listen' does not allow it; needed: operate", listens.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, revoked.ExitCode);
        Assert.Contains("gives the device 'kitchen' no token", revoked.Error, StringComparison.Ordinal);
        Assert.Contains("kws devices add", revoked.Error, StringComparison.Ordinal);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task GrpcCall_WithAndWithoutAToken_IsPassedOnOrRefused()
    {
        await using var gateway = await IdentityGateway.StartAsync(
            settings: $"--services:trainingorchestrator:http:0={FreePort.Address()}");
        using var person = await LogInAsync(gateway);
        var trainer = await FileOfAsync(gateway, "trainer", "train");
        await KwsAsync(gateway, "logout");
        string[] command = ["datasets", "list", "--training-server", gateway.Host.Channel.Target];

        var nobody = await KwsAsync(gateway, command);
        var known = await KwsAsync(gateway, [.. command, "--token-file", trainer]);

        Assert.Contains("does not know who calls", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("--token-file", nobody.Error, StringComparison.Ordinal);
        // It may, but nobody is behind the gateway.
        Assert.Contains("not reachable", known.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("""{"client_id":"kitchen","client_secret":"hush-hush"}""")]
    [InlineData("""{"client_id":"kitchen","client_secret":"hush-hush","authority":"nowhere"}""")]
    public async Task TokenFile_ThatIsNone_IsRefusedWithoutTellingIt(string content)
    {
        var file = _home["token"];
        await File.WriteAllTextAsync(file, content);

        var run = await KwsRun.WithAsync("devices", "list", "--token-file", file);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--token-file", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenFile_ServerElsewhereInClearText_IsNotSent()
    {
        var file = _home["token"];
        await File.WriteAllTextAsync(file, "token");

        var run = await KwsRun.WithAsync(
            "devices", "list", "--gateway", "http://192.0.2.1:5300", "--token-file", file);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("clear text", run.Error, StringComparison.Ordinal);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Login_IsKeptForItsOwnerAndRenewedUntilLogout()
    {
        await using var gateway = await IdentityGateway.StartAsync(settings: "--Identity:AccessTokenLifetime=00:00:10");
        using var person = await LogInAsync(gateway);
        var file = _home["state", "kws", "login.json"];
        var begun = await File.ReadAllTextAsync(file);

        var now = await KwsAsync(gateway, "devices", "list");
        var later = await KwsAsync(gateway, new Clock(TimeSpan.FromMinutes(1)), "devices", "list");
        var renewed = await File.ReadAllTextAsync(file);
        var gone = await KwsAsync(gateway, "logout");
        var nobody = await KwsAsync(gateway, "devices", "list");
        var (refresh, _) = await gateway.TokenAsync(("grant_type", "refresh_token"), ("client_id", "kws-cli"),
            ("refresh_token", System.Text.Json.JsonElement.Parse(renewed).GetProperty("refresh_token").GetString()!));

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file + ".lock").UnixFileMode);
        Assert.Equal((ExitCode.Success, ExitCode.Success), (now.ExitCode, later.ExitCode));
        Assert.NotEqual(begun, renewed);
        Assert.Equal((ExitCode.Success, ExitCode.Failure), (gone.ExitCode, nobody.ExitCode));
        Assert.False(File.Exists(file));
        Assert.Equal(HttpStatusCode.BadRequest, refresh);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task People_InviteListAndRemove()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var person = await LogInAsync(gateway);

        var invited = await KwsAsync(gateway, "people", "invite", "--scopes", "listen", "--json");
        using var ben = gateway.NewBrowser();
        using var joined = await ben.SubmitAsync("/connect/join",
            ("code", invited.Json.GetProperty("link").GetString()!.Split('#')[1]), ("name", "ben"),
            ("password", IdentityGateway.Password));
        var list = await KwsAsync(gateway, "people", "list", "--json");
        var removed = await KwsAsync(gateway, "people", "remove", "ben");
        var unknown = await KwsAsync(gateway, "people", "remove", "ben");

        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        Assert.Equal(["anna", "ben"], list.Json.EnumerateArray().Select(known =>
            known.GetProperty("name").GetString()));
        Assert.Equal((ExitCode.Success, ExitCode.BadInput), (removed.ExitCode, unknown.ExitCode));
        Assert.Contains("person 'ben' is not known", unknown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    /// <summary><c>kws login</c>, while the first person enters the code that it shows.</summary>
    private async Task<Browser> LogInAsync(IdentityGateway gateway)
    {
        var browser = await gateway.JoinAsync();
        using var login = await KwsLogin.BeginAsync(context => InHome(context, gateway, TimeProvider.System));
        using var allowed = await browser.SubmitAsync(new Uri(login.Link).PathAndQuery, ("decision", "allow"));
        var run = await login.EndAsync();
        Assert.Equal((ExitCode.Success, $"logged in at {gateway.Address}\n"), (run.ExitCode, run.Out));
        return browser;
    }

    private async Task<string> FileOfAsync(IdentityGateway gateway, string name, string scopes)
    {
        var added = await KwsAsync(gateway, "devices", "add", name, "--scopes", scopes, "--json");
        Assert.True(added.ExitCode == ExitCode.Success, added.Error);
        var file = _home[$"{name}.json"];
        // The issuer's name is not where it listens in a test.
        await File.WriteAllTextAsync(file, added.Out.Replace(
            "http://localhost:5300/", gateway.Address.ToString(), StringComparison.Ordinal));
        return file;
    }

    private Task<KwsRun> KwsAsync(IdentityGateway gateway, params string[] arguments) =>
        KwsAsync(gateway, TimeProvider.System, arguments);

    private Task<KwsRun> KwsAsync(IdentityGateway gateway, TimeProvider timeProvider, params string[] arguments) =>
        KwsRun.InAsync(context => InHome(context, gateway, timeProvider), arguments).WithTimeout();

    private CliContext InHome(CliContext context, IdentityGateway gateway, TimeProvider timeProvider) => context with
    {
        Time = timeProvider,
        Variable = name => name switch
        {
            "XDG_STATE_HOME" => _home["state"],
            "KWS_GATEWAY" => gateway.Address.ToString(),
            _ => null,
        },
    };
}
