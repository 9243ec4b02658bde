namespace Kws.Gateway.Tests.Identity;

/// <summary>The system's clock, which can be put forward: timers run on, what is compared with now is over.</summary>
internal sealed class Clock : TimeProvider
{
    private long _aheadTicks;

    public Clock(TimeSpan ahead = default) => Advance(ahead);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    public override long GetTimestamp() => System.GetTimestamp()
        + Interlocked.Read(ref _aheadTicks) * (TimestampFrequency / TimeSpan.TicksPerSecond);
}
