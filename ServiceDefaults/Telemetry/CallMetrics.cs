using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Counts and times the calls that this server answers, by method and status.</summary>
internal sealed class CallMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _malformed;

    public CallMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Kws.ServiceDefaults");
        _open = meter.CreateUpDownCounter<long>("kws.rpc.open", "{call}", "Calls being answered");
        _duration = meter.CreateHistogram<double>("kws.rpc.duration", "s",
            "Time from the begin of a call to its status");
        _malformed = meter.CreateCounter<long>("kws.rpc.malformed", "{request}", "Requests that could not be read");
    }

    public void Begun(string method) => _open.Add(1, Method(method));

    public void Ended(string method, StatusCode status, TimeSpan duration)
    {
        _open.Add(-1, Method(method));
        _duration.Record(duration.TotalSeconds,
            new TagList { Method(method), new("rpc.grpc.status_code", (int)status) });
    }

    public void Malformed(string method) => _malformed.Add(1, Method(method));

    private static KeyValuePair<string, object?> Method(string method) => new("rpc.method", method);
}
