using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kws.ServiceDefaults.Clients;

/// <summary>Connects to servers of the mesh. One that did not answer in time is tried in the background until it does;
/// meanwhile whoever wants it is told at once.</summary>
/// <remarks>
/// Calls to a server share connections, and .NET's handler has one attempt for one waiting call after another: of a
/// hundred devices that lose a server at once, the last would hear of it after a hundred times the limit.
/// </remarks>
public sealed class ConnectionAttempts(TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.5);

    // A server that nobody has wanted for so long may be gone for good.
    private static readonly TimeSpan s_interest = TimeSpan.FromSeconds(30);

    // How long a server may leave unanswered what was sent, by TCP.
    private const int SilenceSeconds = 10;

    // Of Linux' tcp.h: milliseconds until data that nobody acknowledges breaks the connection.
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    private readonly ConcurrentDictionary<DnsEndPoint, long> _wantedAt = new();
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Has a handler connect by this.</summary>
    public void Use(SocketsHttpHandler handler) => handler.ConnectCallback = async (context, cancellationToken) =>
        new NetworkStream(await ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false), true);

    /// <summary>Ends what runs in the background.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    /// <exception cref="SocketException">Nobody answers there.</exception>
    internal async Task<Socket> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        if (_wantedAt.ContainsKey(server))
        {
            _wantedAt[server] = timeProvider.GetTimestamp();
            throw new SocketException((int)SocketError.TimedOut);
        }
        try
        {
            return await OpenAsync(server, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
        {
            if (_wantedAt.TryAdd(server, timeProvider.GetTimestamp()))
                _ = TryInBackgroundAsync(server);
            throw;
        }
    }

    private async Task<Socket> OpenAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            NoticeSilence(socket);
            await socket.ConnectAsync(server, either.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new SocketException((int)SocketError.TimedOut);
            throw;
        }
    }

    // HTTP/2's own pings are for connections that have room for another call, not for those that are full or take no
    // new ones: a stream on one of these would wait a quarter of an hour for a server that vanished.
    private static void NoticeSilence(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilenceSeconds / 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SilenceSeconds / 4);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(SilenceSeconds * 1000));
    }

    private async Task TryInBackgroundAsync(DnsEndPoint server)
    {
        try
        {
            while (timeProvider.GetElapsedTime(_wantedAt[server]) < s_interest && await IsSilentAsync(server))
                await Task.Delay(s_pause, timeProvider, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The service stops.
        }
        _wantedAt.TryRemove(server, out _);
    }

    private async Task<bool> IsSilentAsync(DnsEndPoint server)
    {
        try
        {
            (await OpenAsync(server, _ended.Token).ConfigureAwait(false)).Dispose();
            return false;
        }
        catch (SocketException e)
        {
            // Also a refusal is an answer.
            return e.SocketErrorCode is SocketError.TimedOut or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable;
        }
    }
}
