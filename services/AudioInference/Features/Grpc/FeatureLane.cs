using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using Kws.Features.V1;
using Kws.ServiceDefaults.Retrying;
using Polly;
using Polly.Retry;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>
/// One Extract call that many streams share, opened when the first stream needs it and again when it breaks.
/// What gathered while a message was on its way goes out as the parts of the next one.
/// </summary>
internal sealed class FeatureLane : IAsyncDisposable
{
    // Well below the receiver's limit of 4 MiB for a message, with room for one stream's longest backlog.
    private const int MaxMessageBytes = 256 * 1024;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    private readonly int _index;
    private readonly FeatureExtraction.FeatureExtractionClient _client;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly ResiliencePipeline _reopening;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<uint, RemoteFeatureStream> _streams = new();
    // A stream is queued once until it is sent: never more entries than streams.
    private readonly Channel<RemoteFeatureStream> _toSend =
        Channel.CreateUnbounded<RemoteFeatureStream>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _running;
    private uint _lastId;
    private bool _isBroken;
    private bool _hasAnswered;

    public FeatureLane(
        int index,
        FeatureExtraction.FeatureExtractionClient client,
        ILogger logger,
        TimeProvider timeProvider)
    {
        (_index, _client, _logger, _timeProvider) = (index, client, logger, timeProvider);
        _reopening = Reopening();
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
        while (id == 0);
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

    private ResiliencePipeline Reopening()
    {
        // A call that had answered was well: after it the pauses begin anew.
        var afterAnswers = EndlessRetry.Of(s_firstDelay, s_firstDelay, Broke);
        afterAnswers.ShouldHandle = _ => ValueTask.FromResult(_hasAnswered);
        var withoutAnswer = EndlessRetry.Of(s_firstDelay, s_longestDelay, Broke);
        withoutAnswer.ShouldHandle = _ => ValueTask.FromResult(!_hasAnswered);
        return new ResiliencePipelineBuilder { TimeProvider = _timeProvider }
            .AddRetry(afterAnswers)
            .AddRetry(withoutAnswer)
            .Build();
    }

    private void Broke(OnRetryArguments<object> failure)
    {
        // A call that no stream needed is no loss: the server ends those that lie idle.
        if (_streams.IsEmpty)
            return;
        _isBroken = true;
        var reason = failure.Outcome.Exception!;
        var text = reason is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : reason.Message;
        AudioInferenceLog.FeatureCallBroke(_logger, _index, _streams.Count, failure.RetryDelay, text);
    }

    private async Task RunAsync()
    {
        try
        {
            await _reopening.ExecuteAsync(RunCallAsync, _stopping.Token);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Stopping cancelled the call.
        }
    }

    /// <summary>Runs one call until it breaks; always throws.</summary>
    private async ValueTask RunCallAsync(CancellationToken cancellationToken)
    {
        _hasAnswered = false;
        // After a break the streams may have nothing new to send, and wait for what the broken call owes them.
        if (_streams.IsEmpty)
            await _toSend.Reader.WaitToReadAsync(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = _client.Extract(cancellationToken: ended.Token);
        foreach (var stream in _streams.Values)
            stream.MoveToNewCall();
        var reading = ReadAsync(call.ResponseStream, ended.Token);
        var writing = WriteAsync(call.RequestStream, ended.Token);
        // The reader knows the status; a writer that fails only knows that there is one.
        var first = await Task.WhenAny(reading, writing);
        if (first == writing)
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), _timeProvider, ended.Token));
        var reason = reading.IsCompleted ? reading : first;
        await ended.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reason;
        throw new IOException("the server ended the call");
    }

    private async Task WriteAsync(IClientStreamWriter<ExtractRequest> requests, CancellationToken cancellationToken)
    {
        while (await _toSend.Reader.WaitToReadAsync(cancellationToken))
        {
            var message = new ExtractRequest();
            var bytes = 0;
            while (bytes < MaxMessageBytes && _toSend.Reader.TryRead(out var stream))
                bytes += stream.AppendTo(message.Parts);
            if (message.Parts.Count > 0)
                await requests.WriteAsync(message, cancellationToken);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<ExtractResponse> responses, CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken))
        {
            if (_isBroken)
                AudioInferenceLog.FeatureCallResumed(_logger, _index, _streams.Count);
            (_isBroken, _hasAnswered) = (false, true);
            var response = responses.Current;
            if (response.Parts.Count == 0)
                Receive(response);
            foreach (var part in response.Parts)
                Receive(part);
        }
    }

    // Responses of a stream that was closed here may still be on their way.
    private void Receive(ExtractResponse response)
    {
        if (_streams.TryGetValue(response.StreamId, out var stream))
            stream.Receive(response);
    }
}
