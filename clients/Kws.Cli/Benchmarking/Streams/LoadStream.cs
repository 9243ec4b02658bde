using System.Runtime.CompilerServices;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>
/// One device of a load test. The pacer tells it when a chunk is due; it sends in order, never two
/// writes at once, and catches up when a write took longer than a chunk lasts.
/// </summary>
internal sealed class LoadStream : IDisposable
{
    private const int SentRing = 4096;

    private readonly AsyncDuplexStreamingCall<SpotFrame, SpotResponse> _call;
    private readonly StreamLoadFigures _figures;
    private readonly TimeProvider _timeProvider;
    private readonly ReadOnlyMemory<byte> _audio;
    private readonly int _chunkSamples;
    private readonly long _chunkTicks;
    private readonly int _audioOffsetChunks;
    private readonly SpotFrame _frame = new();
    private readonly long[] _sentAt = new long[SentRing];
    private long _firstDue;
    private long _due;
    private long _sent;
    private long _processed;
    private int _isSending;
    private string? _failure;

    /// <param name="audio">s16le at the load's rate, a whole number of chunks, played round and round.</param>
    /// <param name="audioOffsetChunks">Where in the audio this device begins.</param>
    public LoadStream(
        CallInvoker invoker, StreamLoadFigures figures, TimeProvider timeProvider,
        ReadOnlyMemory<byte> audio, int chunkSamples, int audioOffsetChunks, CancellationToken cancellationToken)
    {
        _call = invoker.AsyncDuplexStreamingCall(
            SpotFrame.Method, null, new CallOptions(cancellationToken: cancellationToken));
        _figures = figures;
        _timeProvider = timeProvider;
        _audio = audio;
        _chunkSamples = chunkSamples;
        _chunkTicks = chunkSamples * timeProvider.TimestampFrequency / LoadAudio.SampleRateHz;
        _audioOffsetChunks = audioOffsetChunks;
    }

    /// <summary>Why the stream ended early; null for one that did not.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    public long SentSamples => Volatile.Read(ref _sent) * _chunkSamples;

    public long ProcessedSamples => Volatile.Read(ref _processed);

    /// <summary>Opens the session and returns when the server takes audio, or refuses it for want of room: then
    /// <see cref="Failure"/> says so.</summary>
    public async Task OpenAsync(SpotConfig config)
    {
        try
        {
            await BeginAsync(config);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
        {
            Volatile.Write(ref _failure, Reason(exception));
        }
    }

    /// <summary>One more chunk is due. Only the pacer calls this.</summary>
    /// <param name="at">When it was due; the first call's counts for all, a chunk apart.</param>
    public void ChunkIsDue(long at)
    {
        _figures.AddDue(Elapsed(at, _timeProvider.GetTimestamp()));
        if (_due == 0)
            Volatile.Write(ref _firstDue, at);
        Volatile.Write(ref _due, _due + 1);
        if (Interlocked.CompareExchange(ref _isSending, 1, 0) == 0)
            _ = SendDueAsync();
    }

    /// <summary>Reads responses to the end of the call.</summary>
    public async Task ReceiveAsync()
    {
        if (Failure is not null)
            return;
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
                OnResponse(_call.ResponseStream.Current);
        }
        catch (RpcException exception)
        {
            Volatile.Write(ref _failure, Reason(exception));
        }
    }

    /// <summary>Closes the device's side; <see cref="ReceiveAsync"/> ends when the server has decided
    /// everything.</summary>
    public async Task CloseAsync()
    {
        while (Interlocked.CompareExchange(ref _isSending, 1, 0) != 0)
            await Task.Delay(1);
        try
        {
            await _call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // Ended already; Failure says why.
        }
    }

    public void Dispose() => _call.Dispose();

    private async Task BeginAsync(SpotConfig config)
    {
        await _call.RequestStream.WriteAsync(SpotFrame.OfConfig(config));
        if (!await _call.ResponseStream.MoveNext(CancellationToken.None)
            || _call.ResponseStream.Current.BodyCase != SpotResponse.BodyOneofCase.Started)
            throw new RpcException(new Status(StatusCode.Internal, "the server did not begin with Started"));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendDueAsync()
    {
        try
        {
            do
            {
                while (_sent < Volatile.Read(ref _due) && Failure is null)
                    await SendOneAsync();
                Volatile.Write(ref _isSending, 0);
            }
            while (_sent < Volatile.Read(ref _due) && Failure is null
                && Interlocked.CompareExchange(ref _isSending, 1, 0) == 0);
        }
        catch (Exception exception)
            when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            Interlocked.CompareExchange(ref _failure, exception.Message, null);
            Volatile.Write(ref _isSending, 0);
        }
    }

    private static string Reason(RpcException exception) => $"{exception.StatusCode}: {exception.Status.Detail}";

    private Task SendOneAsync()
    {
        var chunk = _sent;
        var chunkBytes = _chunkSamples * sizeof(short);
        var at = (int)((chunk + _audioOffsetChunks) % (_audio.Length / chunkBytes)) * chunkBytes;
        _frame.SetChunk(_audio.Slice(at, chunkBytes), chunk * _chunkSamples);
        var now = _timeProvider.GetTimestamp();
        Volatile.Write(ref _sentAt[chunk % SentRing], now);
        _figures.AddSent(Elapsed(DueAt(chunk), now));
        Volatile.Write(ref _sent, chunk + 1);
        return _call.RequestStream.WriteAsync(_frame);
    }

    private void OnResponse(SpotResponse response)
    {
        var now = _timeProvider.GetTimestamp();
        if (response.Acknowledged is { } acknowledged)
        {
            Volatile.Write(ref _processed, acknowledged.ProcessedSample);
            var chunk = ChunkOf(acknowledged.ProcessedSample - 1);
            if (chunk >= 0)
                _figures.AddDecision(
                    Elapsed(DueAt(chunk), now), Elapsed(Volatile.Read(ref _sentAt[chunk % SentRing]), now));
        }
        else if (response.Keyword is { } keyword)
        {
            _figures.AddKeyword(Elapsed(DueAt(ChunkOf(keyword.DecidedSample - 1)), now));
        }
    }

    private TimeSpan Elapsed(long from, long to) => _timeProvider.GetElapsedTime(from, to);

    private long ChunkOf(long sample) => sample < 0
        ? -1
        : Math.Min(sample / _chunkSamples, Volatile.Read(ref _sent) - 1);

    /// <summary>When the chunk's last sample is captured: that is when a device can send it.</summary>
    private long DueAt(long chunk) => Volatile.Read(ref _firstDue) + chunk * _chunkTicks;
}
