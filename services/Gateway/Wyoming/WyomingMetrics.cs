using System.Diagnostics.Metrics;
using Kws.Gateway.Sockets;

namespace Kws.Gateway.Wyoming;

/// <summary>The instruments of the Wyoming server.</summary>
internal sealed class WyomingMetrics
{
    private readonly UpDownCounter<int> _open;
    private readonly Counter<long> _ended;

    public WyomingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(SocketMetrics.SourceName);
        _open = meter.CreateUpDownCounter<int>(
            "kws.gateway.wyoming.open", "{connection}", "Wyoming connections open now");
        _ended = meter.CreateCounter<long>("kws.gateway.wyoming.ended", "{connection}",
            "Wyoming connections that ended, by outcome");
    }

    public void Opened() => _open.Add(1);

    /// <param name="outcome">completed, cancelled, interrupted, cut, refused or failed.</param>
    public void Ended(string outcome)
    {
        _open.Add(-1);
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
