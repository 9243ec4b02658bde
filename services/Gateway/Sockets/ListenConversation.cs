using System.Globalization;
using System.Security.Claims;
using Kws.Audio;
using Kws.Gateway.Console.Live;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>The audio of a microphone, and the words in it.</summary>
internal sealed class ListenConversation : ISocketConversation
{
    private readonly SpotStream _stream;
    private readonly SpotSettings _settings;
    private readonly bool _wantsAcknowledged;
    private readonly LiveStream _live;

    private ListenConversation(SpotStream stream, SpotSettings settings, bool wantsAcknowledged, LiveStream live) =>
        (_stream, _settings, _wantsAcknowledged, _live) = (stream, settings, wantsAcknowledged, live);

    public long? ResumeSample => _stream.ResumeSample;

    private int MaxBinaryBytes => _settings.SampleRateHz * SampleBytes;

    private int SampleBytes => PcmDecoder.BytesPerSample(_settings.Encoding);

    /// <summary>Begins what the client's first message asks for.</summary>
    /// <exception cref="InvalidRequestException">It asks for what there is not.</exception>
    public static async Task<ISocketConversation> OpenAsync(
        MeshStreams streams, LiveStreams live, MessageFields first, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        var (settings, wantsAcknowledged) = ListenConfig.Read(first);
        var stream = await streams.ListenAsync(settings, caller, cancellationToken);
        return new ListenConversation(
            stream, settings, wantsAcknowledged, live.Begin("listen", settings.DeviceId));
    }

    public Task<bool> TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (message.Length > MaxBinaryBytes)
            throw new MessageTooLongException("audio (at most 1 s)", MaxBinaryBytes);
        if (message.Length % SampleBytes != 0)
            throw new InvalidRequestException("audio", string.Create(CultureInfo.InvariantCulture,
                $"{message.Length} bytes"), $"whole samples of {SampleBytes} bytes");
        if (_live.IsWatched)
            _live.Show(new LiveMoment(LevelDecibels: LiveLevel.Of(message.Span, _settings.Encoding)));
        return message.IsEmpty ? Task.FromResult(true) : _stream.SendAsync(message.Span);
    }

    public Task CompleteAsync() => _stream.CompleteAsync();

    public async Task TellAsync(SocketConnection socket, CancellationToken cancellationToken)
    {
        using var client = new WatchedSocket(socket, _live);
        await client.RunAsync(async () =>
        {
            await foreach (var told in _stream.ReadAllAsync(cancellationToken))
            {
                if (told is KeywordHeard heard)
                    _live.Show(new LiveMoment(Word: heard.Label));
                if (_wantsAcknowledged || told is not AudioAcknowledged)
                    await client.SendAsync(told);
            }
        }, cancellationToken);
    }

    public void Dispose()
    {
        _live.Dispose();
        _stream.Dispose();
    }
}
