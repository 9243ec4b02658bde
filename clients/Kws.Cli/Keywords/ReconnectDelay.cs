namespace Kws.Cli.Keywords;

/// <summary>
/// How long to wait before the next attempt: doubling from 100 ms to 3 s, each up to a quarter
/// shorter, so that a thousand devices do not come back in the same moment.
/// </summary>
internal sealed class ReconnectDelay(int seed)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private readonly Random _random = new(seed);
    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        TimeSpan delay = _next * (1 - _random.NextDouble() / 4);
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return delay;
    }

    /// <summary>The connection held: begin anew.</summary>
    public void Reset() => _next = First;
}
