using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Takes TCP connections on an endpoint's port and hands them to its replicas in turn, passing over
/// those that do not answer. Whole connections are balanced; clients that multiplex calls on one
/// connection balance by themselves over the replicas' own addresses.
/// </summary>
internal sealed class TcpBalancer(int port, IReadOnlyList<int> targets, ILogger logger) : IAsyncDisposable
{
    private const int MostConnections = 4_096;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _connections = new(MostConnections);
    private readonly List<TcpListener> _listeners = [];
    private Task _accepting = Task.CompletedTask;
    private int _next = -1;

    public void Start()
    {
        try
        {
            Listen(IPAddress.Loopback);
            if (Socket.OSSupportsIPv6)
                Listen(IPAddress.IPv6Loopback);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new DistributedApplicationException($"TCP port {port} is in use: end the program that holds it or choose another port.", e);
        }

        _accepting = Task.WhenAll(_listeners.Select(listener => Task.Run(() => AcceptAsync(listener))));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (TcpListener listener in _listeners)
            listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private void Listen(IPAddress address)
    {
        var listener = new TcpListener(address, port);
        listener.Start();
        _listeners.Add(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(_stop.Token).ConfigureAwait(false);
                Socket client = await listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                _connections.Release();
                OrchestrationLog.BalancerAcceptFailed(logger, port, e.Message);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using Socket fromClient = client;
            using Socket? toReplica = await ConnectAsync().ConfigureAwait(false);
            if (toReplica is null)
                return;
            fromClient.NoDelay = toReplica.NoDelay = true;
            await Task.WhenAll(PumpAsync(fromClient, toReplica), PumpAsync(toReplica, fromClient)).ConfigureAwait(false);
        }
        finally
        {
            _connections.Release();
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        int first = Interlocked.Increment(ref _next) & int.MaxValue;
        for (int i = 0; i < targets.Count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("localhost", targets[(first + i) % targets.Count], _stop.Token).ConfigureAwait(false);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        OrchestrationLog.NoReplicaAnswers(logger, port);
        return null;
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stop.Token).ConfigureAwait(false)) > 0)
                for (int sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token).ConfigureAwait(false);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away: so does the other.
            from.Close();
            to.Close();
        }
    }
}
