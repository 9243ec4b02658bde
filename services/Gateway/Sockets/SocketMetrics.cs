using System.Diagnostics.Metrics;

namespace Kws.Gateway.Sockets;

/// <summary>The instruments of the gateway's WebSockets.</summary>
internal sealed class SocketMetrics
{
    /// <summary>Name of the gateway's meter.</summary>
    public const string SourceName = "Kws.Gateway";

    private readonly UpDownCounter<int> _open;
    private readonly Counter<long> _ended;

    public SocketMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(SourceName);
        _open = meter.CreateUpDownCounter<int>("kws.gateway.sockets.open", "{socket}", "WebSockets open now, by path");
        _ended = meter.CreateCounter<long>("kws.gateway.sockets.ended", "{socket}",
            "WebSockets that ended, by path and outcome");
    }

    public void Opened(string path) => _open.Add(1, Path(path));

    /// <param name="path">Of the socket.</param>
    /// <param name="outcome">completed, cancelled, interrupted, cut, refused or failed.</param>
    public void Ended(string path, string outcome)
    {
        _open.Add(-1, Path(path));
        _ended.Add(1, Path(path), new KeyValuePair<string, object?>("outcome", outcome));
    }

    private static KeyValuePair<string, object?> Path(string path) => new("path", path);
}
