using System.Threading.Channels;
using Grpc.Core;
using Kws.Contracts;
using Kws.Contracts.Features;
using Kws.Features;
using Kws.Features.V1;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>One Extract call with a server that has answered on it. What gathered while a message was on its way goes
/// out as the parts of the next one.</summary>
internal sealed class FeatureCall : IDisposable
{
    /// <summary>The stream by which a server is met; no stream of a device has it.</summary>
    public const uint GreetingId = uint.MaxValue;

    // Well below the receiver's limit of 4 MiB for a message, with room for one stream's longest backlog.
    private const int MaxMessageBytes = 256 * 1024;
    private const int LooksPerLimit = 4;

    private readonly TimeSpan _limit;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _ended;
    private readonly AsyncDuplexStreamingCall<ExtractRequest, ExtractResponse> _call;
    private long _lastAnswer;

    private FeatureCall(
        FeatureExtraction.FeatureExtractionClient client, TimeSpan limit, TimeProvider timeProvider,
            CancellationToken cancellationToken)
    {
        (_limit, _timeProvider) = (limit, timeProvider);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _call = client.Extract(cancellationToken: _ended.Token);
    }

    /// <summary>Opens a call; returns once its server has answered.</summary>
    /// <param name="client">To any server.</param>
    /// <param name="limit">How long it may owe an answer, now and later.</param>
    /// <param name="timeProvider">The clock of the limit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="TimeoutException">Somebody may be there, and answers nothing.</exception>
    /// <exception cref="RpcException">Nobody is there, or the call is refused.</exception>
    public static async Task<FeatureCall> MeetAsync(
        FeatureExtraction.FeatureExtractionClient client, TimeSpan limit, TimeProvider timeProvider,
            CancellationToken cancellationToken)
    {
        var call = new FeatureCall(client, limit, timeProvider, cancellationToken);
        var greeting = call.GreetAsync();
        try
        {
            await greeting.WaitAsync(limit, timeProvider, cancellationToken);
            return call;
        }
        catch (Exception e)
        {
            await call._ended.CancelAsync();
            await greeting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            call.Dispose();
            throw e is TimeoutException ? call.Silent() : e;
        }
    }

    /// <summary>Sends and receives until the call breaks; always throws.</summary>
    /// <param name="toSend">Streams that have something to send.</param>
    /// <param name="interval">Least time between two messages.</param>
    /// <param name="receive">Takes responses.</param>
    /// <param name="isOwed">Whether audio that completes frames was sent and these did not come.</param>
    /// <exception cref="TimeoutException">Something was owed for the limit, and nothing came.</exception>
    public async Task RunAsync(
        ChannelReader<RemoteFeatureStream> toSend, TimeSpan interval, Action<ExtractResponse> receive,
            Func<bool> isOwed)
    {
        _lastAnswer = _timeProvider.GetTimestamp();
        var reading = ReadAsync(receive);
        var writing = WriteAsync(toSend, interval);
        var watching = WatchAsync(isOwed);
        // The reader knows the status; a writer that fails only knows that there is one.
        var first = await Task.WhenAny(reading, writing, watching);
        if (first == writing)
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), _timeProvider, _ended.Token));
        var reason = reading.IsCompleted ? reading : first;
        await _ended.CancelAsync();
        await Task.WhenAll(reading, writing, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reason;
        throw new IOException("the server ended the call");
    }

    public void Dispose()
    {
        _call.Dispose();
        _ended.Dispose();
    }

    private async Task GreetAsync()
    {
        var open = new Open { Spec = FeatureSpecMessage.From(FeatureSpecPresets.LogMel40) };
        var greeting = new ExtractRequest
        {
            Parts =
            {
                new ExtractRequest { StreamId = GreetingId, Open = open },
                new ExtractRequest { StreamId = GreetingId, Close = new Close() },
            },
        };
        await _call.RequestStream.WriteAsync(greeting, _ended.Token);
        if (!await _call.ResponseStream.MoveNext(_ended.Token))
            throw new IOException("the server ended the call");
    }

    private async Task WriteAsync(ChannelReader<RemoteFeatureStream> toSend, TimeSpan interval)
    {
        long? sent = null;
        while (await toSend.WaitToReadAsync(_ended.Token))
        {
            // A message costs as much as what it carries of ten streams: they share one.
            if (sent is { } before && interval - _timeProvider.GetElapsedTime(before) is var rest
                && rest > TimeSpan.Zero)
                await Task.Delay(WholeMilliseconds(rest), _timeProvider, _ended.Token);
            sent = _timeProvider.GetTimestamp();
            var message = new ExtractRequest();
            var bytes = 0;
            while (bytes < MaxMessageBytes && toSend.TryRead(out var stream))
                bytes += stream.AppendTo(message.Parts);
            if (message.Parts.Count > 0)
                await _call.RequestStream.WriteOrLeaveAsync(message, _ended.Token);
        }
    }

    // A clock rounds down, and would wake too soon.
    private static TimeSpan WholeMilliseconds(TimeSpan time) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private async Task ReadAsync(Action<ExtractResponse> receive)
    {
        while (await _call.ResponseStream.MoveNext(_ended.Token))
        {
            Volatile.Write(ref _lastAnswer, _timeProvider.GetTimestamp());
            var response = _call.ResponseStream.Current;
            if (response.Parts.Count == 0)
                receive(response);
            foreach (var part in response.Parts)
                receive(part);
        }
    }

    // A process that hangs keeps its connections, and its kernel acknowledges what it gets: only answers tell.
    private async Task WatchAsync(Func<bool> isOwed)
    {
        while (true)
        {
            await Task.Delay(_limit / LooksPerLimit, _timeProvider, _ended.Token);
            if (!isOwed())
                Volatile.Write(ref _lastAnswer, _timeProvider.GetTimestamp());
            else if (_timeProvider.GetElapsedTime(Volatile.Read(ref _lastAnswer)) >= _limit)
                throw Silent();
        }
    }

    private TimeoutException Silent() => new($"it answered nothing for {_limit.TotalSeconds:0.##} s");
}
