using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>Runs a warm-up while the host starts: the server listens, and so is healthy, only after it.</summary>
internal sealed class WarmUpService(
    IServiceProvider services,
    IOptions<WarmUpOptions> options,
    TimeProvider timeProvider,
    ILogger<WarmUpService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var limit = options.Value.Limit;
        if (limit == TimeSpan.Zero)
            return;
        var begin = timeProvider.GetTimestamp();
        using var patience = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        // Not recorded, nor is what hangs below it, here and in the services it calls.
        using var unrecorded = new Activity("warm-up").Start();
        try
        {
            // Not taken by the constructor: what a warm-up needs is made after the telemetry, which the host starts
            // first, and so ends before it and is still told of.
            var warmUp = services.GetRequiredService<IWarmUp>();
            // It may hold the thread or not heed the token: the limit holds all the same.
            await Task.Run(() => warmUp.RunAsync(either.Token), either.Token).WaitAsync(either.Token)
                .ConfigureAwait(false);
            WarmUpLog.Done(logger, timeProvider.GetElapsedTime(begin).TotalMilliseconds);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            WarmUpLog.NotDone(logger, timeProvider.GetElapsedTime(begin).TotalMilliseconds,
                patience.IsCancellationRequested ? "the time was over" : e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
