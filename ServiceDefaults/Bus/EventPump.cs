using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Retrying;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Kws.ServiceDefaults.Bus;

/// <summary>
/// Publishes what the buffer holds, some events at a time, each until the broker confirms it. What is left when the
/// drain time is over is counted and logged.
/// </summary>
internal sealed class EventPump : DrainingPump
{
    // Enough to hide the confirmation's round trip, few enough to keep the order roughly.
    private const int InFlight = 16;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private readonly EventBuffer _buffer;
    private readonly IBus _bus;
    private readonly BusMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<EventPump> _logger;
    private readonly ResiliencePipeline _untilConfirmed;
    private volatile bool _isAway;

    public EventPump(
        EventBuffer buffer,
        IBus bus,
        IOptions<BusOptions> options,
        BusMetrics metrics,
        TimeProvider timeProvider,
        ILogger<EventPump> logger)
        : base(options.Value.DrainTimeout, timeProvider)
    {
        (_buffer, _bus, _metrics, _timeProvider, _logger) = (buffer, bus, metrics, timeProvider, logger);
        _untilConfirmed = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(EndlessRetry.Of(options.Value.RetryDelay, s_longestPause, Failed))
            .AddTimeout(options.Value.ConfirmTimeout)
            .Build();
    }

    /// <summary>Whether the latest attempt to publish failed.</summary>
    public bool IsAway => _isAway;

    protected override void CloseQueue() => _buffer.Complete();

    protected override async Task WorkOffAsync()
    {
        var batch = new List<PendingEvent>(InFlight);
        while (await _buffer.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < InFlight && _buffer.Reader.TryRead(out var pending))
                batch.Add(pending);
            await Task.WhenAll(batch.Select(PublishAsync)).ConfigureAwait(false);
        }

        _buffer.TellRemainingDrops("stopped before the bus took them", "buffered event");
    }

    private async Task PublishAsync(PendingEvent pending)
    {
        var context = ResilienceContextPool.Shared.Get(pending.Name, GivenUp);
        try
        {
            await _untilConfirmed.ExecuteAsync(AttemptAsync, context, pending).ConfigureAwait(false);
        }
        catch (Exception) when (GivenUp.IsCancellationRequested)
        {
            _buffer.Drop(pending, "stopped before the bus took them");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask AttemptAsync(ResilienceContext context, PendingEvent pending)
    {
        var token = context.CancellationToken;
        // A bus that heeds no token is not waited for.
        await pending.PublishAsync(_bus, _timeProvider, token).WaitAsync(token).ConfigureAwait(false);
        _metrics.Published(pending.Name);
        if (_isAway)
        {
            _isAway = false;
            BusLog.Back(_logger, _buffer.Count);
        }
    }

    private void Failed(OnRetryArguments<object> failure)
    {
        _metrics.Retried(failure.Context.OperationKey!);
        if (_isAway)
            return;
        _isAway = true;
        var reason = failure.Outcome.Exception!;
        var isLate = reason is TimeoutRejectedException or OperationCanceledException;
        BusLog.Away(_logger, isLate ? "no confirmation in time" : reason.Message, _buffer.Count);
    }
}
