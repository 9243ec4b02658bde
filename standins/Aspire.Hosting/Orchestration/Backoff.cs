namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The pause before a process that ended by itself starts again: half a second, doubled at each failure
/// up to half a minute, and back to half a second once it ran for a minute.
/// </summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Proven = TimeSpan.FromMinutes(1);

    private TimeSpan _next = Shortest;

    public TimeSpan After(TimeSpan ran)
    {
        if (ran >= Proven)
            _next = Shortest;
        TimeSpan pause = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }


}
