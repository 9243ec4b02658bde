using System.Net;
using System.Net.Sockets;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Whom limits on one caller count for: a device, a person, a process of a service, or else an
/// address.</summary>
public static class Peer
{
    private const int NetworkBytes = 8;

    /// <summary>Who is behind a call, also when a gateway passed it on: the device or the subject of its token; without
    /// a name the address. A service that calls by itself is one peer a process: replicas may come from one address,
    /// that of a proxy, and each has asked its own callers already.</summary>
    public static string Of(HttpContext call)
    {
        var caller = call.User;
        if (caller.DeviceId is { } device)
            return $"device {Printable.Text(device)}";
        var isService = caller.HasScope(Scopes.Mesh);
        if (isService && caller.Instance is { } instance)
            return $"service {Printable.Text(caller.CallerName)} {Printable.Text(instance)}";
        if (!isService && caller.Subject is { } subject)
            return $"subject {Printable.Text(subject)}";
        return Of(PassedAddress.Of(call) ?? call.Connection.RemoteIpAddress);
    }

    /// <summary>An address; of IPv6 the /64 network, which one machine has all of.</summary>
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
