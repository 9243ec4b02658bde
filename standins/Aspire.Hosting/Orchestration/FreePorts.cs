using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Picks TCP ports that nothing listens on. They lie below the range from which the system takes the
/// local ports of outgoing connections (32768 on Linux), so a process that restarts finds its port free.
/// </summary>
internal static class FreePorts
{
    private const int First = 15_500;
    private const int Last = 32_000;
    private const int Attempts = 500;

    private static readonly HashSet<int> Taken = [];
    private static readonly Lock Picking = new();

    /// <summary>A port that this process did not pick before.</summary>
    public static int Next()
    {
        lock (Picking)
        {
            for (int i = 0; i < Attempts; i++)
            {
                int port = RandomNumberGenerator.GetInt32(First, Last);
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }

        throw new DistributedApplicationException($"No free TCP port found between {First} and {Last}.");
    }

    /// <summary>Whether the port can be bound on both loopback addresses.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
