using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Contracts;

namespace Kws.Cli.Keywords;

/// <summary>One <c>Spot</c> call of a device, from its config to its end.</summary>
internal sealed class SpotLink(
    KeywordSpotter.KeywordSpotterClient client,
    ReplayBuffer buffer,
    AudioFormat format,
    ListenSettings settings,
    TimeProvider timeProvider)
{
    // What a server may hold undecided in any case.
    private static readonly TimeSpan s_undecided = TimeSpan.FromSeconds(1);

    private readonly Pulse _acknowledged = new();
    private readonly int _chunkSamples = Math.Max(1, format.SamplesIn(settings.Chunk));
    private readonly int _mostUnacknowledged = format.SamplesIn(ListenSettings.MostUnacknowledged);
    private readonly int _mostUndecided = format.SamplesIn(s_undecided);
    private long _processed;
    private long _sent;
    private long _heardAt;
    private volatile bool _isStarted;
    private volatile bool _isSilent;

    /// <summary>
    /// Sends the audio from <see cref="SpotConfig.ResumeSample"/> on and hands every response over,
    /// until all audio is decided. A lost connection is an <see cref="RpcException"/>, and so is a server that answers
    /// nothing any more.
    /// </summary>
    public async Task RunAsync(SpotConfig config, Action<SpotResponse> onResponse, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.Spot(cancellationToken: stop.Token);
        Task? sending = null;
        var watching = WatchAsync(stop);
        try
        {
            await TryWriteAsync(call, new SpotRequest { Config = config }, stop.Token);
            while (await call.ResponseStream.MoveNext(stop.Token))
            {
                Volatile.Write(ref _heardAt, timeProvider.GetTimestamp());
                var response = call.ResponseStream.Current;
                _isStarted = true;
                if (response.BodyCase == SpotResponse.BodyOneofCase.Started)
                    sending ??= SendAsync(call, response.Started.AcceptedSample, stop);
                else if (response.BodyCase == SpotResponse.BodyOneofCase.Acknowledged)
                    Acknowledge(response.Acknowledged);
                onResponse(response);
            }
        }
        catch (Exception e) when (_isSilent && e is RpcException or OperationCanceledException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable,
                $"the server answered nothing for {settings.MostSilence.TotalSeconds:0.#} s", e));
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
            if (sending is not null)
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends the call when the server owes an answer for too long: a connection may look well that nobody is
    /// at the end of.</summary>
    private async Task WatchAsync(CancellationTokenSource stop)
    {
        const int LooksPerLimit = 4;
        Volatile.Write(ref _heardAt, timeProvider.GetTimestamp());
        try
        {
            while (!IsOwed || timeProvider.GetElapsedTime(Volatile.Read(ref _heardAt)) < settings.MostSilence)
            {
                if (!IsOwed)
                    Volatile.Write(ref _heardAt, timeProvider.GetTimestamp());
                await Task.Delay(settings.MostSilence / LooksPerLimit, timeProvider, stop.Token);
            }
            _isSilent = true;
            await stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The call has ended.
        }
    }

    private bool IsOwed => !_isStarted
        || Volatile.Read(ref _sent) - Volatile.Read(ref _processed) > _mostUndecided;

    private void Acknowledge(Acknowledged acknowledged)
    {
        Volatile.Write(ref _processed, acknowledged.ProcessedSample);
        buffer.Release(acknowledged.ResumeSample);
        _acknowledged.Beat();
    }

    /// <summary>Ends the call when it fell so far behind that audio was lost: only a new call may skip audio.</summary>
    private async Task SendAsync(
        AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call,
        long position,
        CancellationTokenSource stop)
    {
        if (!await TrySendAllAsync(call, position, stop.Token))
            await stop.CancelAsync();
    }

    /// <returns>False when audio at the position is no longer kept.</returns>
    private async Task<bool> TrySendAllAsync(
        AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call,
        long position,
        CancellationToken cancellationToken)
    {
        Volatile.Write(ref _processed, position);
        Volatile.Write(ref _sent, position);
        var pcm = new byte[_chunkSamples * format.BytesPerSample];
        while (true)
        {
            var changed = buffer.Changed.Next;
            var acknowledged = _acknowledged.Next;
            if (position - Volatile.Read(ref _processed) >= _mostUnacknowledged)
            {
                await acknowledged.WaitAsync(cancellationToken);
                continue;
            }
            // Before the read: what completes after it is seen the next time round.
            var isComplete = buffer.IsComplete;
            var from = position;
            var samples = buffer.Read(ref from, pcm);
            if (from != position)
                return false;
            if (samples > 0)
            {
                var copy = ByteString.CopyFrom(pcm, 0, samples * format.BytesPerSample);
                if (!await TryWriteAsync(call,
                    new SpotRequest { Chunk = new AudioChunk { Pcm = copy, FirstSampleIndex = position } },
                        cancellationToken))
                    return true;
                position += samples;
                Volatile.Write(ref _sent, position);
            }
            else if (isComplete)
            {
                await call.RequestStream.CompleteAsync();
                return true;
            }
            else
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    /// <returns>False when the call is over; reading its responses tells the status.</returns>
    private static async Task<bool> TryWriteAsync(
        AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call,
        SpotRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteOrLeaveAsync(request, cancellationToken);
            return true;
        }
        catch (Exception exception)
            when (exception is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
