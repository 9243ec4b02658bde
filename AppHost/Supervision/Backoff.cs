namespace Kws.AppHost.Supervision;

/// <summary>The pauses before a resource starts again: half a second, doubled at each failure up to half a
/// minute.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    // Whatever ran this long was well: its next failure counts as the first.
    private static readonly TimeSpan s_wellAfter = TimeSpan.FromMinutes(1);

    private TimeSpan _next = s_first;

    /// <summary>The pause after a run of this length.</summary>
    public TimeSpan After(TimeSpan run)
    {
        if (run >= s_wellAfter)
            _next = s_first;
        var pause = _next;
        _next = pause * 2 < s_longest ? pause * 2 : s_longest;
        return pause;
    }
}
