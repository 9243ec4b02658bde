namespace Kws.Cli.Access;

/// <summary>Whether a secret may be sent to an address: over TLS, or within this machine.</summary>
internal static class SafeTransport
{
    /// <summary>Lets secrets go out in clear text, for networks that nobody else is in.</summary>
    public const string Variable = "KWS_ALLOW_CLEAR_TEXT";

    public static bool Allows(Uri address, Func<string, string?> variable) =>
        address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || variable(Variable) == "1";
}
