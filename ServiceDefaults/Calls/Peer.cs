using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Whom limits on one caller count for, while callers have no names: an address.</summary>
internal static class Peer
{
    private const int NetworkBytes = 8;

    /// <summary>The address behind a call; of IPv6 the /64 network, which one machine has all of.</summary>
    public static string Of(HttpContext call) => Of(call.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        // A Unix socket has none.
        if (address is null)
            return "this machine";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var network = address.GetAddressBytes();
        network.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(network)}/64";
    }
}
