using System.Diagnostics;
using System.Diagnostics.Metrics;
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

/// <summary>Event ids 1030 to 1039.</summary>
internal static partial class WarmUpLog
{
    [LoggerMessage(EventId = 1030, EventName = "WarmedUp", Level = LogLevel.Information,
        Message = "Warmed up in {Milliseconds:0} ms")]
    public static partial void Done(ILogger logger, double milliseconds);

    [LoggerMessage(EventId = 1031, EventName = "NotWarmedUp", Level = LogLevel.Warning,
        Message = "Not warmed up after {Milliseconds:0} ms ({Reason}): the service serves, its first calls are slower")]
    public static partial void NotDone(ILogger logger, double milliseconds, string reason);
}

/// <summary>Makes meters whose name nobody listens to, whatever name is asked for: for work that is not a
/// caller's.</summary>
public sealed class UnheardMeterFactory : IMeterFactory
{
    private readonly Meter _meter = new("warm-up");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
