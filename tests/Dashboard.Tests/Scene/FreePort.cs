using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kws.Dashboard.Tests.Scene;

internal static class FreePort
{
    /// <summary>A loopback address that nobody listens on.</summary>
    public static string Address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
