using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Counts the calls refused or ended for a limit, and tells of them without filling the log.</summary>
public sealed class CallRefusals
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Told, int Since)> _reasons = [];
    private readonly Counter<long> _refused;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<CallRefusals> _logger;

    public CallRefusals(IMeterFactory meters, TimeProvider timeProvider, ILogger<CallRefusals> logger)
    {
        (_timeProvider, _logger) = (timeProvider, logger);
        _refused = meters.Create("Kws.ServiceDefaults").CreateCounter<long>("kws.calls.refused", "{call}",
            "Calls refused or ended for a limit, by reason");
    }

    /// <summary>Counts one; the first is logged, those of the next 10 s are told with the one after them.</summary>
    /// <param name="reason">One of a few, for the metric.</param>
    /// <param name="message">What the caller is told.</param>
    public void Add(string reason, string message)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        var now = _timeProvider.GetTimestamp();
        int since;
        lock (_lock)
        {
            var isKnown = _reasons.TryGetValue(reason, out var entry);
            since = entry.Since + 1;
            var isTold = !isKnown || _timeProvider.GetElapsedTime(entry.Told, now) >= s_quiet;
            _reasons[reason] = isTold ? (now, 0) : (entry.Told, since);
            if (!isTold)
                return;
        }
        CallsLog.Refused(_logger, since, reason, message);
    }
}
