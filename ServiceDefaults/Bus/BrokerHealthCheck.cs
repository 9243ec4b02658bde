using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Degraded while the broker takes no events.</summary>
/// <remarks>MassTransit's own check watches the consumers' connections: a service that only publishes has
/// none.</remarks>
internal sealed class BrokerHealthCheck(Uri broker, EventPump pump, EventBuffer buffer, TimeProvider timeProvider)
    : IHealthCheck
{
    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        if (pump.IsAway)
            return HealthCheckResult.Degraded($"the bus takes no events; {buffer.Count} wait");
        var port = broker.Port > 0 ? broker.Port : broker.Scheme == "amqps" ? DefaultTlsPort : DefaultPort;
        try
        {
            using var probe = new TcpClient();
            using var patience = new CancellationTokenSource(Patience, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await probe.ConnectAsync(broker.Host, port, either.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is SocketException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Degraded($"nobody answers at {broker.Host}:{port}; {buffer.Count} events wait");
        }
    }
}
