namespace Kws.Dashboard.Telemetry;

/// <summary>Who has sent telemetry so far.</summary>
public sealed class SourceDirectory(TelemetryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Service, string Instance), TelemetrySource> _sources = [];

    /// <summary>By service, then by instance.</summary>
    public IReadOnlyList<TelemetrySource> All
    {
        get
        {
            lock (_lock)
                return [.. _sources.Values.OrderBy(source => source.Service, StringComparer.OrdinalIgnoreCase).ThenBy(source => source.Instance, StringComparer.Ordinal)];
        }
    }

    /// <summary>The known source, or this one, or null when there are too many.</summary>
    public TelemetrySource? Intern(TelemetrySource source)
    {
        lock (_lock)
        {
            if (_sources.TryGetValue((source.Service, source.Instance), out TelemetrySource? known))
                return known;
            if (_sources.Count >= limits.MaxSources)
                return null;
            _sources.Add((source.Service, source.Instance), source);
            return source;
        }
    }

    /// <summary>The service's name, with the begin of the instance id where the service has several.</summary>
    public string DisplayName(TelemetrySource source)
    {
        lock (_lock)
        {
            bool single = _sources.Keys.Count(key => key.Service == source.Service) <= 1;
            return single || source.Instance.Length == 0 ? source.Service : $"{source.Service}-{source.Instance[..Math.Min(8, source.Instance.Length)]}";
        }
    }
}
