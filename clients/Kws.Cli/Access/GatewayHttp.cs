using System.Net;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Access;

/// <summary>HTTP beside gRPC: with the same rules for proxies and certificates.</summary>
internal static class GatewayHttp
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The caller disposes it.</summary>
    public static HttpClient Create(Uri address, CliContext context)
    {
        var proxy = address.Scheme == Uri.UriSchemeHttps && context.Variable("KWS_PROXY") is { Length: > 0 } text
            ? new WebProxy(text)
            : null;
        var handler = new SocketsHttpHandler
        {
            UseProxy = proxy is not null,
            Proxy = proxy,
            AllowAutoRedirect = false,
            SslOptions = ServerTrust.Options(
                address.Scheme == Uri.UriSchemeHttps ? ServerTrust.Resolve(context) : null),
        };
        return new HttpClient(handler) { BaseAddress = address, Timeout = s_patience };
    }
}
