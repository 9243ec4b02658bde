using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Kws.Gateway.Proxying;

/// <summary>A server that no connection reaches gets no calls for a while, unless no other is left.</summary>
/// <remarks>
/// It runs none, so the balancer would think it idle and send every next call there. Only failed connections count:
/// what goes wrong on one that stands may be the doing of a device.
/// </remarks>
internal sealed class UnreachableServers(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "UnreachableServers";

    public static readonly TimeSpan LeftOutFor = TimeSpan.FromSeconds(5);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { } fault && IsUnreachable(fault))
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, LeftOutFor);
    }

    internal static bool IsUnreachable(IForwarderErrorFeature fault) => fault.Exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => true,
        _ => false,
    };
}
