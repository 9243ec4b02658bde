using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Kws.ServiceDefaults.Clients.Discovery;

/// <summary>The servers behind one DNS name, such as a headless service's pods: an endpoint for each address, so that
/// calls take turns. The name is looked up again and again, and who asked is told of a change.</summary>
internal sealed class DnsEndpoints : IAsyncDisposable
{
    /// <summary>How an address begins that is such a name: gRPC's notation.</summary>
    public const string Prefix = "dns:///";

    // As long as Kubernetes' own name server lets its answers live.
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);

    private readonly DnsEndPoint _name;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource _changed = new();
    private IPAddress[] _addresses = [];
    private Task? _watching;

    public DnsEndpoints(
        DnsEndPoint name, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider timeProvider,
        ILogger logger) =>
        (_name, _resolve, _timeProvider, _logger) = (name, resolve, timeProvider, logger);

    /// <summary>Adds the addresses that it has now, and a token that changes when they do.</summary>
    public async ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
    {
        Task? first = null;
        lock (_gate)
        {
            if (_watching is null)
                _watching = WatchAsync(first = LookUpAsync());
        }
        if (first is not null)
            await first.WaitAsync(cancellationToken);
        lock (_gate)
        {
            endpoints.AddChangeToken(new CancellationChangeToken(_changed.Token));
            foreach (var address in _addresses)
                endpoints.Endpoints.Add(ServiceEndpoint.Create(new IPEndPoint(address, _name.Port)));
            // Whoever calls it is told that nobody is there, and tries again.
            if (_addresses.Length == 0)
                endpoints.Endpoints.Add(ServiceEndpoint.Create(_name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        if (_watching is not null)
            await _watching;
        _ended.Dispose();
    }

    private async Task WatchAsync(Task first)
    {
        try
        {
            await first;
            using var timer = new PeriodicTimer(s_period, _timeProvider);
            while (await timer.WaitForNextTickAsync(_ended.Token))
                await LookUpAsync();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Nobody asks any more.
        }
    }

    private async Task LookUpAsync()
    {
        IPAddress[] found;
        try
        {
            found = await _resolve(_name.Host, _ended.Token);
        }
        catch (SocketException e)
        {
            // Those that were there may be there yet.
            DiscoveryLog.NotFound(_logger, _name.Host, e.SocketErrorCode);
            return;
        }
        // A server of two families is still one.
        var family = found.Any(IsIPv4) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        Take([.. found.Where(address => address.AddressFamily == family).Distinct()
            .OrderBy(address => address.ToString(), StringComparer.Ordinal)]);
    }

    private void Take(IPAddress[] addresses)
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            if (addresses.AsSpan().SequenceEqual(_addresses))
                return;
            (_addresses, changed, _changed) = (addresses, _changed, new CancellationTokenSource());
        }
        DiscoveryLog.Found(_logger, _name.Host, addresses.Length);
        changed.Cancel();
    }

    private static bool IsIPv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
