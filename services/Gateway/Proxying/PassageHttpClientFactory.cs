using Kws.ServiceDefaults.Clients;
using Yarp.ReverseProxy.Forwarder;

namespace Kws.Gateway.Proxying;

/// <summary>The proxy's connections to the services.</summary>
internal sealed class PassageHttpClientFactory(ConnectionAttempts attempts, ILogger<ForwarderHttpClientFactory> logger)
    : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        attempts.Use(handler);
        // A service that vanished without a word is noticed even by a stream that only listens.
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
        handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
    }
}
