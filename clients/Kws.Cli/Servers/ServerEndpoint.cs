namespace Kws.Cli.Servers;

/// <summary>Where a service is and how it is reached.</summary>
/// <param name="Address"><c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</param>
/// <param name="Proxy">The HTTP proxy that tunnels to an https address; null: none, whatever <c>https_proxy</c>
/// says.</param>
internal sealed record ServerEndpoint(Uri Address, Uri? Proxy = null)
{
    public override string ToString() => Address.ToString();
}
