using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kws.AppHost.Tests;

/// <summary>Where processes listen for TCP connections, as Linux tells it.</summary>
internal static class ProcessListeners
{
    private const string Listening = "0A";

    public static IReadOnlyList<IPEndPoint> Of(IEnumerable<int> processIds)
    {
        var inodes = processIds.SelectMany(SocketsOf).ToHashSet();
        return
        [
            .. from table in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
               where File.Exists(table)
               from line in File.ReadLines(table).Skip(1)
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields[3] == Listening && inodes.Contains(fields[9])
               select Parse(fields[1]),
        ];
    }

    /// <summary>Whether no IPv4 connection arrives there: any address of IPv6 but the wildcard.</summary>
    public static bool IsOfIPv6Alone(IPEndPoint listener) =>
        listener.AddressFamily == AddressFamily.InterNetworkV6
        && !listener.Address.Equals(IPAddress.IPv6Any) && !listener.Address.IsIPv4MappedToIPv6;

    private static string[] SocketsOf(int processId)
    {
        const string Begin = "socket:[";
        try
        {
            return
            [
                .. from descriptor in Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd")
                   let target = File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name
                   where target?.StartsWith(Begin, StringComparison.Ordinal) == true
                   select target[Begin.Length..^1],
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return [];
        }
    }

    // Words of 32 bits in the machine's order, then the port: 0100007F:1538.
    private static IPEndPoint Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = Convert.FromHexString(text.AsSpan(0, colon));
        for (var word = 0; BitConverter.IsLittleEndian && word < bytes.Length; word += sizeof(uint))
        {
            var value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(word));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(word), value);
        }

        var port = int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new IPEndPoint(new IPAddress(bytes), port);
    }
}
