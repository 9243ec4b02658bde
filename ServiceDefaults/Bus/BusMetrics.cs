using System.Diagnostics.Metrics;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Metrics <c>kws.bus.*</c>.</summary>
internal sealed class BusMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _dropped;

    public BusMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Kws.Bus");
        _published = _meter.CreateCounter<long>("kws.bus.published", "{event}", "Events that the broker confirmed");
        _retried = _meter.CreateCounter<long>("kws.bus.retried", "{attempt}",
            "Publications that failed and are tried again");
        _dropped = _meter.CreateCounter<long>("kws.bus.dropped", "{event}", "Events given up, by reason");
    }

    public void Watch(Func<int> buffered) =>
        _meter.CreateObservableGauge("kws.bus.buffered", buffered, "{event}", "Events that wait for the broker");

    public void Published(string name) => _published.Add(1, Event(name));

    public void Retried(string name) => _retried.Add(1, Event(name));

    public void Dropped(string name, string reason) =>
        _dropped.Add(1, Event(name), new KeyValuePair<string, object?>("reason", reason));

    private static KeyValuePair<string, object?> Event(string name) => new("event", name);
}
