using Grpc.Core;
using Kws.Audio.V1;
using Kws.Cli.Audio;

namespace Kws.Cli.Keywords;

/// <summary>
/// One simulated device: captures audio, streams it, and after a lost connection goes on where the
/// server left off. No word is lost or reported twice, as long as the connection comes back within
/// <see cref="ListenSettings.ReplayTime"/>.
/// </summary>
internal sealed class Device(
    string id, KeywordSpotter.KeywordSpotterClient client, IAudioInput input, ListenSettings settings,
        TimeProvider timeProvider, Action<ListenEvent> onEvent)
{
    private readonly ReplayBuffer _buffer =
        new(input.Format.SamplesIn(ListenSettings.ReplayTime), input.Format.BytesPerSample);
    private readonly ReconnectDelay _delay = new(id.GetHashCode(StringComparison.Ordinal));
    private readonly string _recordingId = settings.RecordingId ?? $"{Guid.NewGuid():N}";
    private readonly RecentIds _reported = new(capacity: 1024);
    private int _keywords;
    private int _connections;
    private long _brokeAt;
    private bool _isAway;

    /// <summary>Runs until all audio is decided.</summary>
    public async Task<DeviceResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var capturing = new Capture(input, _buffer, settings, timeProvider).RunAsync(stop.Token);
        var streaming = StreamAsync(stop.Token);
        try
        {
            // The capture ends first unless the call fails; its own fault must not leave the call waiting for audio.
            if (await Task.WhenAny(capturing, streaming) == capturing)
                await capturing;
            await streaming;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(capturing, streaming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var result = new DeviceResult(_buffer.End, _keywords, Math.Max(0, _connections - 1), _buffer.Lost);
        onEvent(new ListenEvent.Finished(id, result));
        return result;
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await new SpotLink(client, _buffer, input.Format, settings, timeProvider)
                    .RunAsync(Config(), OnResponse, cancellationToken);
                return;
            }
            catch (RpcException exception) when (_connections > 0 && LostConnection.Is(exception, cancellationToken))
            {
                if (LostConnection.ResumeSample(exception) is { } resume)
                    _buffer.Release(resume);
                await PauseAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Waits before the next attempt; throws the reason when the time for attempts is over.</summary>
    private async Task PauseAsync(RpcException reason, CancellationToken cancellationToken)
    {
        if (!_isAway)
            _brokeAt = timeProvider.GetTimestamp();
        _isAway = true;
        if (timeProvider.GetElapsedTime(_brokeAt) >= settings.RetryFor)
            throw reason;
        var pause = _delay.Next();
        if (LostConnection.RetryAfter(reason) is { } asked && asked > pause)
            pause = asked;
        onEvent(new ListenEvent.Disconnected(id, reason.Status.Detail, pause));
        await Task.Delay(pause, timeProvider, cancellationToken);
    }

    private SpotConfig Config()
    {
        var config = new SpotConfig
        {
            DeviceId = id,
            SampleRateHz = input.Format.SampleRateHz,
            Encoding = input.Format.Encoding,
            RecordingId = _recordingId,
            ResumeSample = _buffer.Begin,
            Keywords = { settings.Keywords },
            Isolation = settings.Isolation,
            Responses = { ResponseKind.Acknowledged },
        };
        if (settings.WantNearMisses)
            config.Responses.Add(ResponseKind.NearMiss);
        return config;
    }

    private void OnResponse(SpotResponse response)
    {
        switch (response.BodyCase)
        {
            case SpotResponse.BodyOneofCase.Started:
                _connections++;
                _isAway = false;
                _delay.Reset();
                onEvent(new ListenEvent.Connected(id, response.Started));
                break;
            case SpotResponse.BodyOneofCase.Keyword when _reported.Add(response.Keyword.Id):
                _keywords++;
                onEvent(new ListenEvent.Heard(id, response.Keyword));
                break;
            case SpotResponse.BodyOneofCase.NearMiss
                when _reported.Add($"{response.NearMiss.Label}@{response.NearMiss.StartSample}"):
                onEvent(new ListenEvent.AlmostHeard(id, response.NearMiss));
                break;
        }
    }
}
