using System.Net;
using Kws.Settings;

namespace Kws.Gateway.Http.Limits;

/// <summary>Addresses and networks, separated by commas; or none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworkListAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "addresses or networks such as 10.0.0.0/8, separated by commas, or none";

    /// <summary>The networks of a text that is allowed; an address is a network of one.</summary>
    public static IReadOnlyList<IPNetwork> Read(string text) => [.. Parts(text).Select(part => Parse(part)!.Value)];

    protected override bool Allows(object? value) =>
        value is string text && Parts(text).All(part => Parse(part) is not null);

    private static string[] Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? Parse(string part) =>
        IPAddress.TryParse(part, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(part, out var network) ? network
        : null;
}
