using Kws.Cli.Access;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Access;

/// <summary>Which tokens a command sends, and to whom.</summary>
public sealed class TokenChoiceTests : IDisposable
{
    private static readonly Uri s_near = new("http://localhost:5301");
    private static readonly Uri s_far = new("http://192.0.2.1:5301");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Resolve_OptionVariableAndLogin_AreTakenInThisOrder()
    {
        File.WriteAllText(_folder["option"], "of-option\n");
        File.WriteAllText(_folder["variable"], "of-variable");
        KeepLogin();

        Assert.Equal("of-option", await TokenAsync(Resolve(s_near, _folder["variable"], _folder["option"])));
        Assert.Equal("of-variable", await TokenAsync(Resolve(s_near, _folder["variable"])));
        Assert.Equal("of-login", await TokenAsync(Resolve(s_near, variable: "")));
    }

    [Fact]
    public void Resolve_NothingToSend_IsNone() => Assert.Null(Resolve(s_near));

    [Fact]
    public async Task Resolve_LoginForAServerInClearText_IsSentWhereItIsAllowedAlone()
    {
        KeepLogin();

        Assert.Null(Resolve(s_far));
        Assert.Equal("of-login", await TokenAsync(Resolve(new Uri("https://192.0.2.1"))));
        Assert.Equal("of-login", await TokenAsync(Resolve(s_far, clearText: "1")));
        Assert.Null(Resolve(s_far, clearText: "true"));
    }

    [Fact]
    public void Resolve_FileOfTheVariableInClearText_IsRefusedByTheVariablesName()
    {
        File.WriteAllText(_folder["token"], "secret");

        var refused = Assert.Throws<BadInputException>(() => Resolve(s_far, _folder["token"]));

        Assert.StartsWith($"KWS_TOKEN_FILE: '{_folder["token"]}' is not allowed; {s_far} would be sent it in clear",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenFile_WrittenAnew_IsReadAnew()
    {
        var path = _folder["token"];
        File.WriteAllText(path, "first");
        var tokens = Resolve(s_near, path)!;
        Assert.Equal("first", await TokenAsync(tokens));

        File.WriteAllText(path, "second");
        Assert.Equal("second", await TokenAsync(tokens));

        File.WriteAllText(path, " \n");
        await Assert.ThrowsAsync<BadInputException>(() => TokenAsync(tokens));
        File.Delete(path);
        var gone = await Assert.ThrowsAsync<BadInputException>(() => TokenAsync(tokens));
        Assert.EndsWith("it must be a file that exists", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to\u0000ken")]
    [InlineData("to\tken")]
    [InlineData("t\u00f6ken")]
    [InlineData("{")]
    [InlineData("""{"client_id":"","client_secret":"hush","authority":"https://x"}""")]
    [InlineData("""{"client_id":"hall","client_secret":"hush","authority":"ftp://x"}""")]
    public void TokenFile_ThatIsNone_IsRefusedWithoutTellingIt(string content)
    {
        File.WriteAllText(_folder["token"], content);

        AssertRefused(content);
    }

    [Fact]
    public void TokenFile_LongerThanAnyToken_IsRefused()
    {
        File.WriteAllText(_folder["token"], new string('t', 64 * 1024));
        Assert.NotNull(Resolve(s_near, _folder["token"]));

        File.AppendAllText(_folder["token"], "t");
        AssertRefused("tttt");
    }

    private void AssertRefused(string content)
    {
        var refused = Assert.Throws<BadInputException>(() => Resolve(s_near, _folder["token"]));

        Assert.Contains("it must be a token, or JSON with client_id", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(content, refused.Message, StringComparison.Ordinal);
    }

    private void KeepLogin()
    {
        Directory.CreateDirectory(_folder["kws"]);
        File.WriteAllText(_folder["kws", "login.json"], """
            {"authority":"https://x/","access_token":"of-login","renew_at":"2999-01-01T00:00:00Z","refresh_token":"r"}
            """);
    }

    private static Task<string> TokenAsync(ITokenSource? tokens) => tokens!.TokenAsync(default).WithTimeout();

    private ITokenSource? Resolve(Uri server, string? variable = null, string? option = null, string? clearText = null)
    {
        var context = KwsRun.Context() with
        {
            Variable = name => name switch
            {
                "KWS_TOKEN_FILE" => variable,
                "KWS_ALLOW_CLEAR_TEXT" => clearText,
                "XDG_STATE_HOME" => _folder.Path,
                _ => null,
            },
        };
        string[] arguments = ["voices", .. option is null ? (string[])[] : ["--token-file", option]];
        return TokenChoice.Resolve(KwsCommandLine.CreateRoot(context).Parse(arguments), context, server);
    }
}
