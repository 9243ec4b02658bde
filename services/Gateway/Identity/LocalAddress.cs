namespace Kws.Gateway.Identity;

/// <summary>Where a browser goes on after a login.</summary>
internal static class LocalAddress
{
    private const string Home = "/";

    /// <summary>The address when it is one of this gateway, and its first page otherwise: a link to the login page must
    /// not lead to another site.</summary>
    public static string Of(string? address) => address is ['/', ..] && !IsElsewhere(address) ? address : Home;

    // Browsers read both as the name of a host.
    private static bool IsElsewhere(string address) =>
        address is ['/', '/' or '\\', ..] || address.Any(char.IsControl);
}
