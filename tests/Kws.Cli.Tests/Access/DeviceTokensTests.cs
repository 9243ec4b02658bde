using Kws.Cli.Access;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Access;

/// <summary>Tokens that a device gets by its secret, from an issuer that a test scripts.</summary>
public sealed class DeviceTokensTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private ScriptedHttp _issuer = null!;

    public async Task InitializeAsync() => _issuer = await ScriptedHttp.StartIssuerAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task TokenAsync_UntilMostOfItsLifeIsOver_IsTheSame()
    {
        _issuer.Answer(ScriptedHttp.TokenPath, Token("first"), Token("second"));
        var tokens = Tokens();

        var first = await TokenAsync(tokens);
        _time.Advance(TimeSpan.FromSeconds(79));
        var still = await TokenAsync(tokens);
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = await TokenAsync(tokens);

        Assert.Equal(("first", "first", "second"), (first, still, second));
        Assert.Equal("grant_type=client_credentials&client_id=hall&client_secret=hush%26hush",
            _issuer.Bodies(ScriptedHttp.TokenPath)[0]);
        // Where it answers does not change.
        Assert.Single(_issuer.Bodies(ScriptedHttp.MetadataPath));
    }

    [Fact]
    public async Task TokenAsync_ByManyAtOnce_AsksOnce()
    {
        _issuer.Answer(ScriptedHttp.TokenPath, Token("first"), Token("second"));
        var tokens = Tokens();

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TokenAsync(tokens))))
            .WithTimeout();

        Assert.All(all, token => Assert.Equal("first", token));
        Assert.Single(_issuer.Bodies(ScriptedHttp.TokenPath));
    }

    [Theory]
    [InlineData("""{"error":"invalid_client","error_description":"it is revoked"}""", "it is revoked")]
    [InlineData("""{"error":"invalid_client"}""", "invalid_client")]
    public async Task TokenAsync_Refused_SaysWhy_AndTheNextCallAsksAgain(string answer, string why)
    {
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(answer, 401), Token("later"));
        var tokens = Tokens();

        var refused = await Assert.ThrowsAsync<CommandFailedException>(() => TokenAsync(tokens));

        Assert.StartsWith($"{_issuer.Address} gives the device 'hall' no token: {why}\n", refused.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
        Assert.Equal("later", await TokenAsync(tokens));
    }

    [Theory]
    [InlineData("", 404, "404")]
    [InlineData("<html>", 200, "'<'")]
    [InlineData("null", 200, "it has no metadata")]
    [InlineData("{}", 200, "it has no token endpoint")]
    [InlineData("""{"token_endpoint":"/token"}""", 200, "its token endpoint /token is no http or https address")]
    [InlineData("""{"token_endpoint":"ftp://localhost/token"}""", 200, "ftp://localhost/token is no http or https")]
    [InlineData("""{"token_endpoint":"http://192.0.2.1/token"}""", 200, "would be sent secrets in clear text")]
    public async Task TokenAsync_IssuerWithoutAnEndpoint_IsSentNoSecret(string metadata, int status, string why)
    {
        _issuer.Answer(ScriptedHttp.MetadataPath, new HttpAnswer(metadata, status));

        await AssertNoTokenAsync(why);

        Assert.Single(_issuer.Asked);
    }

    [Theory]
    [InlineData("", 200, "application/json", "it answered nothing")]
    [InlineData("null", 200, "application/json", "it answered nothing")]
    [InlineData("""{"access_token":7}""", 200, "application/json", "access_token")]
    [InlineData("<html>", 200, "text/html", "'<'")]
    [InlineData("<html>", 502, "text/html", "502")]
    [InlineData("{}", 200, "application/json; charset=none-such", "character set")]
    public async Task TokenAsync_AnswerThatIsNone_IsTheIssuersFailure(
        string answer, int status, string type, string why)
    {
        _issuer.Answer(ScriptedHttp.TokenPath, new HttpAnswer(answer, status, type));

        await AssertNoTokenAsync(why);
    }

    [Fact]
    public async Task TokenAsync_Redirected_SendsTheSecretNowhereElse()
    {
        await using var elsewhere = await ScriptedHttp.StartAsync();
        _issuer.Answer(ScriptedHttp.TokenPath,
            new HttpAnswer("", 307, "text/plain") { Location = $"{elsewhere.Address}token" });

        await AssertNoTokenAsync("307");

        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task TokenAsync_IssuerElsewhereInClearText_IsNotBelieved()
    {
        var refused = await Assert.ThrowsAsync<CommandFailedException>(
            () => TokenAsync(Tokens("http://192.0.2.1/")));

        Assert.Contains("what it says could be anybody's", refused.Message, StringComparison.Ordinal);
    }

    private async Task AssertNoTokenAsync(string why)
    {
        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => TokenAsync(Tokens()));

        Assert.StartsWith($"no token from {_issuer.Address}: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failed.Message, StringComparison.Ordinal);
    }

    private static HttpAnswer Token(string token) =>
        new($$"""{"access_token":"{{token}}","expires_in":100,"token_type":"Bearer"}""");

    private static Task<string> TokenAsync(DeviceTokens tokens) => tokens.TokenAsync(default).WithTimeout();

    private DeviceTokens Tokens(string? authority = null)
    {
        authority ??= _issuer.Address;
        return new(new DeviceSecret(authority, "hall", "hush&hush"), new Issuer(new Uri(authority), KwsRun.Context()),
            _time);
    }
}
