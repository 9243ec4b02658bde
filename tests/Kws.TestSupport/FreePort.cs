using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kws.TestSupport;

/// <summary>
/// Loopback ports for servers that must be told theirs. They lie below the range from which the system takes the local
/// ports of outgoing connections (32768 on Linux), so that none of the connections of the test processes beside this
/// one takes a port between its choice and its use, and below the ports that the AppHost chooses (15500 and up). A
/// locked file a port keeps the other test processes from choosing it too, for as long as this one lives.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Last = 15_499;

    private static readonly DirectoryInfo Locks =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"kws-test-ports-{Environment.UserName}"));
    private static readonly List<FileStream> Chosen = [];

    /// <summary>A port that nothing listens on and that no test process chose before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last + 1);
            if (TryLock(port) is not { } held)
                continue;
            lock (Chosen)
                Chosen.Add(held);
            if (CanBind(port))
                return port;
        }
    }

    /// <summary>The address of a server on such a port, without TLS.</summary>
    public static string Address() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Next()}");

    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Locks.FullName, port.ToString(CultureInfo.InvariantCulture)),
                FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool CanBind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
