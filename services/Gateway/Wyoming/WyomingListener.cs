using System.Net;
using Kws.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

/// <summary>Listens for Wyoming clients, if it is told a port.</summary>
internal sealed class WyomingListener(
    WyomingServer server,
    IDrainSignal drain,
    IOptions<WyomingOptions> options,
    ILoggerFactory loggers,
    TimeProvider timeProvider,
    ILogger<WyomingListener> logger) : IHostedService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private IConnectionListener? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <exception cref="AddressInUseException">Something else listens there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EndPoint is not { } endPoint)
            return;
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        _listener = await transport.BindAsync(endPoint, cancellationToken);
        if (IPAddress.IsLoopback(endPoint.Address))
            logger.Serving(endPoint);
        else
            logger.ServingBeyond(endPoint);
        using (ExecutionContext.SuppressFlow())
            _accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is null)
            return;
        await _listener.UnbindAsync(cancellationToken);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] connections;
        lock (_lock)
            connections = [.. _connections];
        await Task.WhenAll(connections).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _listener.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        using var draining = drain.Draining.Register(() => _ = _listener!.UnbindAsync().AsTask());
        while (!drain.IsDraining)
        {
            try
            {
                if (await _listener!.AcceptAsync() is not { } connection)
                    return;
                Track(server.ServeAsync(connection));
            }
            catch (Exception e) when (!drain.IsDraining)
            {
                // Such as no more file descriptors: it may pass.
                logger.NotAccepting(e);
                await Task.Delay(s_pause, timeProvider);
            }
        }
    }

    private void Track(Task connection)
    {
        lock (_lock)
            _connections.Add(connection);
        _ = connection.ContinueWith(
            ended =>
            {
                lock (_lock)
                    _connections.Remove(ended);
            },
            TaskScheduler.Default);
    }
}
