using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kws.Dashboard;

internal static class KestrelAddresses
{
    /// <summary>HTTP/1.1 for pages and OTLP over HTTP, HTTP/2 in clear text for gRPC.</summary>
    public static void Listen(this KestrelServerOptions kestrel, DashboardAddresses addresses)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(addresses.Pages, HttpProtocols.Http1);
        kestrel.Listen(addresses.OtlpGrpc, HttpProtocols.Http2);
        if (addresses.OtlpHttp is not null)
            kestrel.Listen(addresses.OtlpHttp, HttpProtocols.Http1);
    }

    private static void Listen(this KestrelServerOptions kestrel, Uri address, HttpProtocols protocols)
    {
        void Configure(ListenOptions listen) => listen.Protocols = protocols;
        if (address.IsLoopback && !IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
            kestrel.ListenLocalhost(address.Port, Configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip))
            kestrel.Listen(ip, address.Port, Configure);
        else
            kestrel.ListenAnyIP(address.Port, Configure);
    }
}
