using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Access;

/// <summary><c>kws devices</c> and <c>kws people</c> against a gateway that a test scripts.</summary>
public sealed class GatewayCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private ScriptedHttp _gateway = null!;

    public async Task InitializeAsync() => _gateway = await ScriptedHttp.StartAsync();

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task List_Devices_ShowsTimesOfEveryOffsetAsUtc()
    {
        _gateway.Answer("/v1/devices", new HttpAnswer("""
            [{"name":"hall","scopes":["listen","speak"],"created_at":"2026-01-02T01:04:05+02:00"},
             {"name":"porch","scopes":[],"created_at":"2026-01-02T03:04:05Z","revoked_at":"2026-03-04T05:06:07Z"}]
            """));

        var table = await RunAsync("devices", "list");
        var json = await RunAsync("devices", "list", "--json");

        Assert.Equal((ExitCode.Success, ""), (table.ExitCode, table.Error));
        Assert.Matches(@"hall +│ listen speak +│ 2026-01-01 23:04:05Z │ +│ +│", table.Out);
        Assert.Matches(@"porch +│ +│ 2026-01-02 03:04:05Z │ +│ 2026-03-04 05:06:07Z │", table.Out);
        Assert.Equal(["hall", "porch"],
            json.Json.EnumerateArray().Select(device => device.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task List_People_ShowsUntilWhenOneIsLockedOut()
    {
        _gateway.Answer("/v1/people", new HttpAnswer("""
            [{"name":"anna","scopes":["operate"],"created_at":"2026-01-02T03:04:05Z",
              "locked_until":"2026-01-02T03:19:05Z"}]
            """));

        var run = await RunAsync("people", "list");

        Assert.Matches(@"anna +│ operate │ 2026-01-02 03:04:05Z │ 2026-01-02 03:19:05Z │", run.Out);
    }

    [Fact]
    public async Task Invite_ShowsTheLinkAndHowLongItIsGood()
    {
        _gateway.Answer("/v1/people",
            new HttpAnswer("""{"link":"https://x/join#c0de","expires_at":"2026-01-02T03:04:05Z"}""", 201));

        var run = await RunAsync("people", "invite", "--scopes", "listen, sign,,");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("https://x/join#c0de", run.Out, StringComparison.Ordinal);
        Assert.Contains("until 2026-01-02 03:04:05Z", run.Out, StringComparison.Ordinal);
        Assert.Equal("""{"scopes":["listen","sign"]}""", Assert.Single(_gateway.Bodies("/v1/people")));
    }

    [Theory]
    [InlineData("devices", "revoke", "/v1/devices/a%2F..%2Fb%3Fc%20%23", "a/../b?c # is revoked\n")]
    [InlineData("people", "remove", "/v1/people/a%2F..%2Fb%3Fc%20%23", "a/../b?c # is removed\n")]
    public async Task Delete_NameWithAPathsCharacters_IsOneSegment(
        string command, string verb, string target, string told)
    {
        _gateway.Answer(target, new HttpAnswer("", 204));

        var run = await RunAsync(command, verb, "a/../b?c #");

        Assert.Equal((ExitCode.Success, told), (run.ExitCode, run.Out));
        Assert.Equal(("DELETE", target), (_gateway.Asked[0].Method, _gateway.Asked[0].Target));
    }

    [Theory]
    [InlineData("devices", "revoke", "..")]
    [InlineData("people", "remove", ".")]
    [InlineData("people", "remove", "")]
    public async Task Delete_NameThatWouldLeadElsewhere_IsBadInputAndNothingIsAsked(
        string command, string verb, string name)
    {
        var run = await RunAsync(command, verb, name);

        Assert.Equal((ExitCode.BadInput, $"kws: NAME: '{name}' is not allowed; it must be a name\n"),
            (run.ExitCode, run.Error));
        Assert.Empty(_gateway.Asked);
    }

    [Theory]
    [InlineData(400, """{"detail":"scopes: 'x' is not allowed"}""", ExitCode.BadInput, "kws: scopes: 'x' is not al")]
    [InlineData(404, """{"detail":"device 'a' is not known"}""", ExitCode.BadInput, "kws: device 'a' is not known\n")]
    [InlineData(409, """{"detail":"it exists already"}""", ExitCode.BadInput, "kws: it exists already\n")]
    [InlineData(404, "", ExitCode.Failure, "knows no people and devices\nStart it with Identity:Enabled=true")]
    [InlineData(401, "", ExitCode.Failure, "does not know who calls: Unauthorized\nLog in with kws login")]
    [InlineData(403, """{"detail":7}""", ExitCode.Failure, "does not allow it: Forbidden\nUse a login or a device")]
    [InlineData(403, """{"detail":"needs operate"}""", ExitCode.Failure, "does not allow it: needs operate\nUse a")]
    [InlineData(500, "[]", ExitCode.Failure, "answered 500: Internal Server Error\nLook at the gateway's log.")]
    [InlineData(502, "<html>", ExitCode.Failure, "answered 502: Bad Gateway\nLook")]
    public async Task List_Refused_SaysWhyAndWhatToDo(int status, string body, int exitCode, string words)
    {
        _gateway.Answer("/v1/devices", new HttpAnswer(body, status));

        var run = await RunAsync("devices", "list", "--json");

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Out));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("""[{"name":"hall","created_at":"2026-01-02T03:04:05Z"}]""")]
    [InlineData("""[{"name":null,"scopes":["listen"],"created_at":"2026-01-02T03:04:05Z"}]""")]
    [InlineData("""[{"name":"hall","scopes":["listen"],"created_at":"yesterday"}]""")]
    [InlineData("<html>Welcome</html>")]
    public async Task List_AnswerOfSomethingElse_IsAFailureOfTheServer(string body)
    {
        _gateway.Answer("/v1/devices", new HttpAnswer(body));

        var run = await RunAsync("devices", "list");

        Assert.Equal((ExitCode.Failure, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"kws: gateway not reachable at {_gateway.Address}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--gateway or KWS_GATEWAY", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_CharacterSetThatThereIsNot_IsAFailureOfTheServer()
    {
        _gateway.Answer("/v1/devices", new HttpAnswer("[]", ContentType: "application/json; charset=none-such"));

        var run = await RunAsync("devices", "list");

        Assert.Equal((ExitCode.Failure, ""), (run.ExitCode, run.Out));
        Assert.Contains("gateway not reachable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_AnswerWithoutASecret_IsAFailureOfTheServer()
    {
        _gateway.Answer("/v1/devices", new HttpAnswer("""{"client_id":"hall"}"""));

        var run = await RunAsync("devices", "add", "hall", "--scopes", "listen");

        Assert.Equal((ExitCode.Failure, ""), (run.ExitCode, run.Out));
        Assert.Contains("gateway not reachable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_IsNotFollowedWithTheToken()
    {
        await using var elsewhere = await ScriptedHttp.StartAsync();
        _gateway.Answer("/v1/devices", new HttpAnswer("", 307) { Location = $"{elsewhere.Address}v1/devices" });
        await File.WriteAllTextAsync(_home["token"], "secret");

        var run = await RunAsync("devices", "list", "--token-file", _home["token"]);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("answered 307", run.Error, StringComparison.Ordinal);
        Assert.Equal("Bearer secret", Assert.Single(_gateway.Asked).Authorization);
        Assert.Empty(elsewhere.Asked);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--gateway", _gateway.Address]).WithTimeout();
}
