using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Access;

/// <summary><c>kws login</c> and <c>kws logout</c> against an issuer that a test scripts.</summary>
public sealed class LoginCommandTests : IAsyncLifetime
{
    private const string Pending = """{"error":"authorization_pending"}""";
    private const string Allowed = """{"access_token":"a1","expires_in":100,"refresh_token":"r1"}""";

    private readonly TemporaryFolder _home = new();
    private readonly HastyTime _time = new();
    private ScriptedHttp _issuer = null!;

    private string LoginPath => _home["kws", "login.json"];

    public async Task InitializeAsync() => _issuer = await ScriptedHttp.StartIssuerAsync();

    public async Task DisposeAsync()
    {
        await _issuer.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Login_Allowed_IsKeptForItsOwnerAndSent()
    {
        Offer(interval: "2");
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(Allowed));
        _issuer.Answer("/v1/devices", new HttpAnswer("[]"));

        var run = await RunAsync("login", "--scopes", "listen,train", "--gateway", _issuer.Address);
        var next = await RunAsync("devices", "list", "--gateway", _issuer.Address);

        Assert.Equal((ExitCode.Success, $"logged in at {_issuer.Address}\n"), (run.ExitCode, run.Out));
        Assert.Equal("Open https://x/enter in a browser and enter the code AB-CD\nor open https://x/enter?AB-CD\n",
            run.Error.ReplaceLineEndings("\n"));
        Assert.Equal("client_id=kws-cli&scope=listen+train+offline_access",
            Assert.Single(_issuer.Bodies(ScriptedHttp.DevicePath)));
        var login = JsonElement.Parse(await File.ReadAllTextAsync(LoginPath));
        Assert.Equal("r1", login.GetProperty("refresh_token").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LoginPath));
        Assert.Equal((ExitCode.Success, "Bearer a1"), (next.ExitCode, _issuer.Asked[^1].Authorization));
    }

    [Fact]
    public async Task Login_ToldToSlowDown_AsksLessOftenFromThenOn()
    {
        Offer(interval: "2");
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(Pending, 400),
            new HttpAnswer("""{"error":"slow_down"}""", 400), new HttpAnswer(Pending, 400), new HttpAnswer(Allowed));

        var run = await RunAsync("login", "--gateway", _issuer.Address);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal([2, 2, 7, 7], _time.Waits);
        Assert.All(_issuer.Bodies(ScriptedHttp.TokenPath), body => Assert.Equal(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=kws-cli&device_code=d1",
            body));
    }

    [Theory]
    [InlineData("null", 5)]
    [InlineData("0", 1)]
    [InlineData("-5", 1)]
    [InlineData("2147483647", 600)]
    public async Task Login_IntervalThatIsNone_WaitsSomeTime(string interval, double seconds)
    {
        Offer(interval);
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(Allowed));

        var run = await RunAsync("login", "--gateway", _issuer.Address);

        Assert.Equal((ExitCode.Success, seconds), (run.ExitCode, Assert.Single(_time.Waits)));
    }

    [Theory]
    [InlineData("""{"error":"access_denied","error_description":"anna said no"}""", "anna said no")]
    [InlineData("""{"error":"expired_token"}""", "expired_token")]
    [InlineData("{}", "")]
    public async Task Login_NotAllowed_LeavesWhatWasThere(string answer, string why)
    {
        Directory.CreateDirectory(_home["kws"]);
        await File.WriteAllTextAsync(LoginPath, "before");
        Offer(interval: "1");
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(Pending, 400), new HttpAnswer(answer, 400));

        var run = await RunAsync("login", "--gateway", _issuer.Address);

        Assert.Equal((ExitCode.Failure, ""), (run.ExitCode, run.Out));
        Assert.Contains($"no login at {_issuer.Address}: {why}\nTry again: kws login", run.Error,
            StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(LoginPath));
    }

    [Fact]
    public async Task Login_ScopesRefused_SaysWhyAndShowsNoCode()
    {
        _issuer.Answer(ScriptedHttp.DevicePath,
            new HttpAnswer("""{"error":"invalid_scope","error_description":"no scope 'x'"}""", 400));

        var run = await RunAsync("login", "--scopes", "x", "--gateway", _issuer.Address);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Equal($"kws: no login at {_issuer.Address}: no scope 'x'\nTry again: kws login\n", run.Error);
        Assert.Empty(_issuer.Bodies(ScriptedHttp.TokenPath));
    }

    [Fact]
    public async Task Login_WithoutAHome_AsksNobody()
    {
        var run = await KwsRun.WithAsync("login", "--gateway", _issuer.Address).WithTimeout();

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("Set HOME or XDG_STATE_HOME.", run.Error, StringComparison.Ordinal);
        Assert.Empty(_issuer.Asked);
    }

    [Fact]
    public async Task Login_ElsewhereInClearText_IsRefusedByTheOptionsName()
    {
        var run = await RunAsync("login", "--gateway", "http://192.0.2.1:5300");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--gateway: 'http://192.0.2.1:5300/' is not allowed; a login needs https", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_NobodyLoggedIn_IsNoFailure()
    {
        var run = await RunAsync("logout");

        Assert.Equal((ExitCode.Success, "nobody is logged in\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData(200, ExitCode.Success)]
    [InlineData(503, ExitCode.Failure)]
    public async Task Logout_ForgetsTheLogin_WhateverTheIssuerSays(int status, int exitCode)
    {
        KeepLogin();
        _issuer.Answer(ScriptedHttp.RevocationPath, new HttpAnswer("", status, "text/plain"));

        var run = await RunAsync("logout");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("client_id=kws-cli&token=r0", Assert.Single(_issuer.Bodies(ScriptedHttp.RevocationPath)));
        Assert.False(File.Exists(LoginPath));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"authority":"nowhere","access_token":"a0","refresh_token":"r0"}""")]
    [InlineData("""{"authority":"https://x/","access_token":"a0"}""")]
    public async Task LoginFile_ThatIsNone_IsNamedWithTheNextStep(string content)
    {
        Directory.CreateDirectory(_home["kws"]);
        await File.WriteAllTextAsync(LoginPath, content);

        foreach (var arguments in (string[][])[["logout"], ["devices", "list", "--gateway", _issuer.Address]])
        {
            var run = await RunAsync(arguments);
            Assert.Equal((ExitCode.Failure, $"kws: {LoginPath} is no login\nLog in again: kws login\n"),
                (run.ExitCode, run.Error));
        }
        Assert.Empty(_issuer.Asked);
    }

    [Theory]
    [InlineData("""{"access_token":"a1","expires_in":100,"refresh_token":"r1"}""", "r1")]
    [InlineData("""{"access_token":"a1","expires_in":100}""", "r0")]
    public async Task Login_Over_IsRenewedAndTheNextRefreshTokenKept(string answer, string next)
    {
        KeepLogin();
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(answer));
        _issuer.Answer("/v1/devices", new HttpAnswer("[]"));

        var run = await RunAsync("devices", "list", "--gateway", _issuer.Address);

        Assert.Equal((ExitCode.Success, "Bearer a1"), (run.ExitCode, _issuer.Asked[^1].Authorization));
        Assert.Equal("grant_type=refresh_token&client_id=kws-cli&refresh_token=r0",
            Assert.Single(_issuer.Bodies(ScriptedHttp.TokenPath)));
        var login = JsonElement.Parse(await File.ReadAllTextAsync(LoginPath));
        Assert.Equal(("a1", next),
            (login.GetProperty("access_token").GetString(), login.GetProperty("refresh_token").GetString()));
        Assert.Equal(["login.json", "login.json.lock"],
            Directory.GetFiles(_home["kws"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Login_OverAndNotRenewed_SaysWhereToLogInAgain()
    {
        KeepLogin();
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer("""{"error":"invalid_grant"}""", 400));

        var run = await RunAsync("devices", "list", "--gateway", _issuer.Address);

        Assert.Equal((ExitCode.Failure, $"kws: the login at {_issuer.Address} is over: invalid_grant\n"
            + $"Log in again: kws login --gateway {_issuer.Address}\n"), (run.ExitCode, run.Error));
    }

    private void Offer(string interval) => _issuer.Answer(ScriptedHttp.DevicePath, new HttpAnswer($$"""
        {"device_code":"d1","user_code":"AB-CD","verification_uri":"https://x/enter",
         "verification_uri_complete":"https://x/enter?AB-CD","expires_in":600,"interval":{{interval}}}
        """));

    // One that is over.
    private void KeepLogin()
    {
        Directory.CreateDirectory(_home["kws"]);
        File.WriteAllText(LoginPath, $$"""
            {"authority":"{{_issuer.Address}}","access_token":"a0","refresh_token":"r0",
             "renew_at":"2020-01-01T00:00:00Z"}
            """);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) => KwsRun.InAsync(context => context with
    {
        Time = _time,
        Variable = name => name == "XDG_STATE_HOME" ? _home.Path : null,
    }, arguments).WithTimeout();
}
