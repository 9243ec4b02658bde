using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Tests.Servers;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("http://10.0.0.1:99", "http://10.0.0.1:99/")]
    [InlineData("https://speech.example", "https://speech.example/")]
    [InlineData("localhost:5301", "http://localhost:5301/")]
    [InlineData("speech", "http://speech/")]
    public void Resolve_Option_IsTakenWithOrWithoutAScheme(string given, string expected) =>
        Assert.Equal(new Uri(expected), Resolve(variable: "http://elsewhere", "--server", given));

    [Fact]
    public void Resolve_WithoutTheOption_IsTheVariable() =>
        Assert.Equal(new Uri("http://elsewhere:1"), Resolve("elsewhere:1"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Resolve_WithoutBoth_IsTheLocalPort(string? variable) =>
        Assert.Equal(new Uri("http://localhost:5301"), Resolve(variable));

    [Theory]
    [InlineData("ftp://speech")]
    [InlineData("http://")]
    [InlineData("http://a b")]
    [InlineData("")]
    public void Resolve_OptionThatIsNoAddress_IsRefusedByItsName(string given)
    {
        var refused = Assert.Throws<BadInputException>(() => Resolve(variable: null, "--server", given));

        Assert.Equal($"--server: '{given}' is not allowed; it must be http://HOST:PORT or https://HOST:PORT",
            refused.Message);
    }

    [Fact]
    public void Resolve_VariableThatIsNoAddress_IsRefusedByItsName()
    {
        var refused = Assert.Throws<BadInputException>(() => Resolve("ftp://speech"));

        Assert.StartsWith("KWS_SERVER: 'ftp://speech' is not allowed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_ProxyNamed_IsUsedForHttps() =>
        Assert.Equal(new ServerEndpoint(new Uri("https://speech.example"), new Uri("http://proxy:3128")),
            Resolve(proxy: "http://proxy:3128", "https://speech.example"));

    [Theory]
    [InlineData("proxy:3128", "https://speech", "it must be http://HOST:PORT")]
    [InlineData("https://proxy", "https://speech", "it must be http://HOST:PORT")]
    [InlineData("socks5://proxy", "https://speech", "it must be http://HOST:PORT")]
    [InlineData("http://proxy:3128", "http://speech", "a proxy carries https alone: unset it, or name an https")]
    public void Resolve_ProxyThatCannotBeUsed_IsRefusedByItsName(string proxy, string server, string limit)
    {
        var refused = Assert.Throws<BadInputException>(() => Resolve(proxy, server));

        Assert.StartsWith($"KWS_PROXY: '{proxy}' is not allowed; {limit}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_EachHaveTheirOwnOptionAndPort()
    {
        ServerAddress[] all =
        [
            ServerAddress.OfAudioInference(), ServerAddress.OfFeatureExtraction(), ServerAddress.OfVisionInference(),
            ServerAddress.OfTts(),
        ];

        Assert.Equal(["--server", "--feature-server", "--vision-server", "--tts-server"],
            all.Select(address => address.Option.Name));
        Assert.Equal([5301, 5302, 5303, 5304],
            all.Select(address => address.Resolve(new RootCommand { address.Option }.Parse([]), Context(null))
                .Address.Port));
    }

    private static Uri Resolve(string? variable, params string[] arguments)
    {
        var address = ServerAddress.OfAudioInference();
        return address.Resolve(new RootCommand { address.Option }.Parse(arguments), Context(variable)).Address;
    }

    private static ServerEndpoint Resolve(string proxy, string server)
    {
        var address = ServerAddress.OfAudioInference();
        return address.Resolve(new RootCommand { address.Option }.Parse(["--server", server]),
            KwsRun.Context() with { Variable = name => name == "KWS_PROXY" ? proxy : null });
    }

    private static CliContext Context(string? variable) => KwsRun.Context() with
    {
        Variable = name => name == "KWS_SERVER" ? variable : null,
    };
}
