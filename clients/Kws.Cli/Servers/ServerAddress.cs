using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Kws.Cli.Access;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Servers;

/// <summary>
/// Where a service is: the option, else the environment variable, else the port on which
/// <c>./run.sh --serve</c> offers it on this machine. A proxy is used when <c>KWS_PROXY</c> names one, and never
/// otherwise; https servers are believed by <see cref="ServerTrust"/>.
/// </summary>
internal sealed class ServerAddress
{
    private const string ProxyVariable = "KWS_PROXY";

    private readonly string _variable;
    private readonly string _fallback;

    private ServerAddress(string option, string variable, string service, string fallback)
    {
        _variable = variable;
        _fallback = fallback;
        Option = new Option<string?>(option)
        {
            Description = $"Address of {service}; else the variable {variable}, else {fallback}",
            HelpName = "URL",
        };
    }

    /// <summary>The option to add to a command.</summary>
    public Option<string?> Option { get; }

    public static ServerAddress OfAudioInference() =>
        new("--server", "KWS_SERVER", "AudioInference", "http://localhost:5301");

    public static ServerAddress OfGateway() =>
        new("--gateway", "KWS_GATEWAY", "the gateway's HTTP", "http://localhost:5300");

    public static ServerAddress OfFeatureExtraction() =>
        new("--feature-server", "KWS_FEATURE_SERVER", "FeatureExtraction", "http://localhost:5302");

    public static ServerAddress OfVisionInference() =>
        new("--vision-server", "KWS_VISION_SERVER", "VisionInference", "http://localhost:5303");

    public static ServerAddress OfTts() => new("--tts-server", "KWS_TTS_SERVER", "Tts", "http://localhost:5304");

    public static ServerAddress OfTraining() =>
        new("--training-server", "KWS_TRAINING_SERVER", "TrainingOrchestrator", "http://localhost:5305");

    /// <summary>The server to use, and the tokens that it is sent. A malformed address or proxy is
    /// <see cref="BadInputException"/>.</summary>
    public ServerEndpoint Resolve(ParseResult parsed, CliContext context) =>
        Endpoint(ResolveAddress(parsed, context), parsed, context);

    /// <summary>The servers that an option names besides; the same rules hold for them.</summary>
    public static IEnumerable<ServerEndpoint> Resolve(
        Option<string[]> option, ParseResult parsed, CliContext context) =>
        (parsed.GetValue(option) ?? []).Select(text => Endpoint(Parse(option.Name, text), parsed, context));

    /// <summary>Its address alone.</summary>
    public Uri ResolveAddress(ParseResult parsed, CliContext context) =>
        parsed.GetValue(Option) is { } given ? Parse(Option.Name, given)
        : context.Variable(_variable) is { Length: > 0 } set ? Parse(_variable, set)
        : Parse(Option.Name, _fallback);

    private static ServerEndpoint Endpoint(Uri address, ParseResult parsed, CliContext context)
    {
        var trust = address.Scheme == Uri.UriSchemeHttps ? ServerTrust.Resolve(context) : null;
        if (context.Variable(ProxyVariable) is not { Length: > 0 } text)
            return new ServerEndpoint(address, Tokens: TokenChoice.Resolve(parsed, context, address), Trust: trust);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var proxy) || proxy.Scheme != Uri.UriSchemeHttp)
            throw new BadInputException(ProxyVariable, text, "it must be http://HOST:PORT");
        return address.Scheme == Uri.UriSchemeHttps
            ? new ServerEndpoint(address, proxy, TokenChoice.Resolve(parsed, context, address), trust)
            : throw new BadInputException(ProxyVariable, text,
                $"a proxy carries https alone: unset it, or name an https server instead of {address}");
    }

    private static Uri Parse(string source, string text)
    {
        // "localhost:5301" parses as a URI of scheme "localhost": what people mean is clear, so take it.
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.Host.Length > 0)
            return address;
        throw new BadInputException(source, text, "it must be http://HOST:PORT or https://HOST:PORT");
    }
}

/// <summary>Where a service is and how it is reached.</summary>
/// <param name="Address"><c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</param>
/// <param name="Proxy">The HTTP proxy that tunnels to an https address; null: none, whatever <c>https_proxy</c>
/// says.</param>
/// <param name="Tokens">Sent with each call; null: none.</param>
/// <param name="Trust">Whose certificates are believed; null: those of the system's authorities.</param>
internal sealed record ServerEndpoint(
    Uri Address, Uri? Proxy = null, ITokenSource? Tokens = null, X509ChainPolicy? Trust = null)
{
    public override string ToString() => Address.ToString();
}
