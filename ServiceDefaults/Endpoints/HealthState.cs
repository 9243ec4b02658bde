using Kws.ServiceDefaults.Draining;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>What the last look at the service's health found. Probes read it, and cause no work of their own.</summary>
internal sealed class HealthState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDrainSignal _drain;
    private readonly CancellationTokenRegistration _registration;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HealthReport? _last;

    public HealthState(IDrainSignal drain)
    {
        _drain = drain;
        // Balancers are to know at once, not at the next look.
        _registration = drain.Draining.Register(() => Set(null));
    }

    /// <summary>Takes the result of a look.</summary>
    public void Set(HealthReport? report)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if ((report ?? _last) is not { } found)
                return;
            _last = _drain.IsDraining ? Draining(found) : found;
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.TrySetResult();
    }

    /// <summary>What was found last; waits for the first look.</summary>
    public ValueTask<HealthReport> ReadAsync(CancellationToken cancellationToken) => NextAsync(null, cancellationToken);

    /// <summary>Waits for another report than the one seen.</summary>
    public async ValueTask<HealthReport> NextAsync(HealthReport? seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_last is { } last && last != seen)
                    return last;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _registration.Dispose();

    private static HealthReport Draining(HealthReport report)
    {
        var entries = report.Entries.ToDictionary();
        entries[DrainHealthCheck.Name] =
            new HealthReportEntry(HealthStatus.Unhealthy, DrainHealthCheck.Text, TimeSpan.Zero, null, null);
        return new HealthReport(entries, report.TotalDuration);
    }
}
