using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kws.TestSupport;

/// <summary>Names the instruments that measured something while it lived, of one host or all of this process.</summary>
public sealed class MeasurementRecorder : IDisposable
{
    private readonly ConcurrentBag<Instrument> _measured = [];
    private readonly ConcurrentBag<(Instrument Instrument, long Value, string Tags)> _counted = [];
    private readonly MeterListener _listener = new();

    /// <param name="meter">The meter's name.</param>
    public MeasurementRecorder(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => _measured.Add(instrument));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            _measured.Add(instrument);
            var told = string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            _counted.Add((instrument, value, told));
        });
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => _measured.Add(instrument));
        _listener.Start();
    }

    /// <summary>Those of one host; the hosts of tests beside this one have meters of the same name.</summary>
    public IReadOnlyCollection<string> Of(IMeterFactory host) =>
        [.. _measured.Where(instrument => ReferenceEquals(instrument.Meter.Scope, host))
            .Select(instrument => instrument.Name).Distinct()];

    /// <summary>What a counter of one host counted.</summary>
    /// <param name="host">As for <see cref="Of"/>.</param>
    /// <param name="counter">Its name.</param>
    /// <param name="tags">Such as "reason=late".</param>
    public long SumOf(IMeterFactory host, string counter, string tags) =>
        _counted.Where(one => ReferenceEquals(one.Instrument.Meter.Scope, host) && one.Instrument.Name == counter
            && one.Tags == tags).Sum(one => one.Value);

    public void Dispose() => _listener.Dispose();
}
