using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.AudioInference.Overload;

/// <summary>From delays to overload, which begins after a while above the limit and ends after a while below half of
/// it: neither a pause of the runtime nor the first stream that leaves changes it. Not thread-safe.</summary>
/// <param name="limit">Of the delay.</param>
internal sealed class OverloadState(TimeSpan limit)
{
    private static readonly TimeSpan s_begin = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_lasting = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(3);
    private TimeSpan? _highSince;
    private TimeSpan? _lowSince;
    private bool _isHighForLong;
    private volatile bool _isOverloaded;

    public bool IsOverloaded => _isOverloaded;

    /// <summary>Whether the delay has been above the limit for so long that waiting does not help.</summary>
    public bool IsLasting => _isOverloaded && _isHighForLong;

    /// <param name="delay">The present one.</param>
    /// <param name="now">By a clock that only goes on.</param>
    /// <returns>Whether the overload has begun or ended.</returns>
    public bool Observe(TimeSpan delay, TimeSpan now)
    {
        _highSince = delay > limit ? _highSince ?? now : null;
        _lowSince = delay < limit / 2 ? _lowSince ?? now : null;
        _isHighForLong = now - _highSince >= s_lasting;
        var was = _isOverloaded;
        _isOverloaded = was ? !(now - _lowSince >= s_end) : now - _highSince >= s_begin;
        return was != _isOverloaded;
    }
}

/// <summary>Degraded while decisions are late and new streams are refused: what runs is served.</summary>
internal sealed class OverloadHealthCheck(StreamAdmission admission) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var delay =
            string.Create(CultureInfo.InvariantCulture, $"decisions take {admission.Delay.TotalSeconds:0.00} s");
        return Task.FromResult(admission.IsOverloaded
            ? HealthCheckResult.Degraded($"overloaded: {delay}, new streams are refused")
            : HealthCheckResult.Healthy(delay));
    }
}
