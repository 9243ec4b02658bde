using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Where a caller is whose call a gateway passed on.</summary>
public static class PassedAddress
{
    /// <summary>Names the address where no token does: in open mode, from this machine.</summary>
    public const string Header = "kws-caller-address";

    /// <summary>The address, believed from a token that the mesh signed, and in open mode from this machine. Null: not
    /// told, or not to be believed.</summary>
    internal static IPAddress? Of(HttpContext call)
    {
        if (!call.User.IsEveryone || call.User.Address is not null)
            return call.User.Address;
        return IsLocal(call.Connection.RemoteIpAddress)
            && call.Request.Headers.TryGetValue(Header, out var told)
            && IPAddress.TryParse(told, out var address) ? address : null;
    }

    private static bool IsLocal(IPAddress? address) => address is null || IPAddress.IsLoopback(address);
}
