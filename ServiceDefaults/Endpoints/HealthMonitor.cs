using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>Looks after the service's health once it listens, and again every
/// <see cref="HealthOptions.Period"/>.</summary>
internal sealed class HealthMonitor(
    HealthCheckService checks,
    HealthState state,
    IOptions<HealthOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The looks belong to no call and to no start.
        Activity.Current = null;
        await StartedAsync(stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            state.Set(await checks.CheckHealthAsync(stoppingToken).ConfigureAwait(false));
            await Task.Delay(options.Value.Period, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
