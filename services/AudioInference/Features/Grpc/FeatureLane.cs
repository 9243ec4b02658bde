using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using Kws.Features.V1;
using Kws.ServiceDefaults.Retrying;
using Polly;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>
/// Streams that share one Extract call, opened when the first stream needs it. When it breaks, or its server answers
/// nothing, another takes its place; meanwhile the streams are computed here, if the options say so.
/// </summary>
internal sealed class FeatureLane : IAsyncDisposable
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    // Another server mostly answers sooner than this, and nothing has to be computed twice.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(300);

    private readonly int _index;
    private readonly FeatureExtraction.FeatureExtractionClient _client;
    private readonly FeatureOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly InProcessLane _inProcess;
    private readonly ResiliencePipeline _meeting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<uint, RemoteFeatureStream> _streams = new();
    // A stream is queued once until it is sent: never more entries than streams.
    private readonly Channel<RemoteFeatureStream> _toSend =
        Channel.CreateUnbounded<RemoteFeatureStream>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _running;
    private uint _lastId;
    private bool _isBroken;

    public FeatureLane(
        int index,
        FeatureExtraction.FeatureExtractionClient client,
        FeatureOptions options,
        AudioInferenceMetrics metrics,
        ILogger logger,
        TimeProvider timeProvider)
    {
        (_index, _client, _options, _logger, _timeProvider) = (index, client, options, logger, timeProvider);
        _inProcess = new InProcessLane(metrics);
        _meeting = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(EndlessRetry.Of(s_firstDelay, s_longestDelay,
                failure => Broke(failure.Outcome.Exception!, failure.RetryDelay)))
            .Build();
        // Started without the activity of whoever opened the first stream: the lane outlives it.
        var activity = Activity.Current;
        Activity.Current = null;
        _running = Task.Run(RunAsync);
        Activity.Current = activity;
    }

    public RemoteFeatureStream Open(FeatureStreamRequest request, IFeatureSink sink)
    {
        uint id;
        do
        {
            id = Interlocked.Increment(ref _lastId);
        }
        while (id is 0 or FeatureCall.GreetingId);
        var stream = new RemoteFeatureStream(id, this, request, sink);
        _streams[id] = stream;
        return stream;
    }

    public void Queue(RemoteFeatureStream stream) => _toSend.Writer.TryWrite(stream);

    public void Forget(RemoteFeatureStream stream) => _streams.TryRemove(stream.Id, out _);

    public async ValueTask DisposeAsync()
    {
        // Not disposed: the container may dispose its owner twice.
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                // After a break the streams may have nothing new to send, and wait for what the broken call owes them.
                if (_streams.IsEmpty)
                    await _toSend.Reader.WaitToReadAsync(_stopping.Token);
                using var call = await MeetAsync(pause, _stopping.Token);
                await RunCallAsync(call);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                // Stopping cancelled the call.
            }
            catch (Exception e)
            {
                // A call that no stream needed is no loss: the server ends those that lie idle.
                pause = _streams.IsEmpty ? TimeSpan.Zero : s_firstDelay;
                if (!_streams.IsEmpty)
                    Broke(e, pause);
            }
        }
    }

    /// <summary>A call whose server answers, sooner or later.</summary>
    private async Task<FeatureCall> MeetAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var met = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var away = ComputeMeanwhileAsync(met.Token);
        try
        {
            await Task.Delay(pause, _timeProvider, cancellationToken);
            return await _meeting.ExecuteAsync(
                async token => await FeatureCall.MeetAsync(_client, _options.AnswerLimit, _timeProvider, token),
                    cancellationToken);
        }
        finally
        {
            // From here on the call alone sends, and receives.
            await met.CancelAsync();
            await away.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ComputeMeanwhileAsync(CancellationToken cancellationToken)
    {
        if (!_options.InProcessWhenAway)
            return;
        await Task.Delay(s_grace, _timeProvider, cancellationToken);
        _isBroken = true;
        AudioInferenceLog.FeaturesComputedHere(_logger, _index, _streams.Count);
        await _inProcess.RunAsync(_streams.Values, _toSend.Reader, cancellationToken);
    }

    private Task RunCallAsync(FeatureCall call)
    {
        if (_isBroken)
            AudioInferenceLog.FeatureCallResumed(_logger, _index, _streams.Count);
        _isBroken = false;
        foreach (var stream in _streams.Values)
            stream.MoveToNewCall();
        return call.RunAsync(_toSend.Reader, _options.MessageInterval, Receive,
            () => _streams.Values.Any(stream => stream.IsOwed));
    }

    private void Broke(Exception reason, TimeSpan pause)
    {
        _isBroken = true;
        var text = reason is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : reason.Message;
        AudioInferenceLog.FeatureCallBroke(_logger, _index, _streams.Count, pause, text);
    }

    // Responses of a stream that was closed here may still be on their way.
    private void Receive(ExtractResponse response)
    {
        if (_streams.TryGetValue(response.StreamId, out var stream))
            stream.Receive(response);
    }
}
