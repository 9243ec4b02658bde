using System.Diagnostics.Metrics;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>Makes meters whose name nobody listens to, whatever name is asked for: for work that is not a
/// caller's.</summary>
public sealed class UnheardMeterFactory : IMeterFactory
{
    private readonly Meter _meter = new("warm-up");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
