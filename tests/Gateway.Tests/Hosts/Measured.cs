using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>What the counters of one gateway add up to.</summary>
internal sealed class Measured : IDisposable
{
    private readonly ConcurrentDictionary<(string Name, string Tags), long> _sums = [];
    private readonly MeterListener _listener = new();

    public Measured(GatewayHost gateway)
    {
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of a counter over all tags that contain a text.</summary>
    public long Sum(string name, string tag = "") => _sums
        .Where(sum => sum.Key.Name == name && sum.Key.Tags.Contains(tag, StringComparison.Ordinal))
        .Sum(sum => sum.Value);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var tag in tags)
            text += $"{tag.Key}={tag.Value} ";
        _sums.AddOrUpdate((instrument.Name, text), value, (_, sum) => sum + value);
    }
}
