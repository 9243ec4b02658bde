using System.Buffers.Binary;
using System.Globalization;
using System.Security.Claims;
using Kws.Gateway.Console.Live;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>The pictures of a camera, and the signs in them.</summary>
internal sealed class SignConversation : ISocketConversation
{
    /// <summary>In front of each picture: when it was taken, in microseconds, little-endian.</summary>
    public const int HeaderBytes = sizeof(long);

    private readonly SignStream _stream;
    private readonly LiveStream _live;
    private long _frames;

    private SignConversation(SignStream stream, LiveStream live) => (_stream, _live) = (stream, live);

    public long? ResumeSample => null;

    /// <summary>Begins what the client's first message asks for.</summary>
    /// <exception cref="InvalidRequestException">It asks for what there is not.</exception>
    public static async Task<ISocketConversation> OpenAsync(
        MeshStreams streams, LiveStreams live, MessageFields first, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        var settings = SignConfig.Read(first);
        var stream = await streams.ReadSignsAsync(settings, caller, cancellationToken);
        return new SignConversation(stream, live.Begin("signs", settings.DeviceId));
    }

    public Task<bool> TakeAsync(ReadOnlyMemory<byte> message)
    {
        var frame = _frames++;
        if (message.Length <= HeaderBytes)
            throw new InvalidRequestException("frame", string.Create(CultureInfo.InvariantCulture,
                $"{message.Length} bytes (frame {frame})"), $"{HeaderBytes} bytes of time and a picture");
        var capturedUs = BinaryPrimitives.ReadInt64LittleEndian(message.Span);
        if (capturedUs is < 0 or > SignConfig.LongestTimeUs)
            throw new InvalidRequestException("capture_time", string.Create(CultureInfo.InvariantCulture,
                $"{capturedUs} (frame {frame})"), $"0 to {SignConfig.LongestTimeUs} microseconds");
        if (_live.IsPictureDue)
            _live.Show(new LiveMoment(Picture: message.Span[HeaderBytes..].ToArray()));
        return _stream.SendAsync(capturedUs, message.Span[HeaderBytes..]);
    }

    public Task CompleteAsync() => _stream.CompleteAsync();

    public async Task TellAsync(SocketConnection socket, CancellationToken cancellationToken)
    {
        using var client = new WatchedSocket(socket, _live);
        await client.RunAsync(async () =>
        {
            await foreach (var told in _stream.ReadAllAsync(cancellationToken))
            {
                if (_live.IsWatched)
                    Show(told);
                await client.SendAsync(told, told is SpeechCame { Bytes: > 0 } speech ? speech.Pcm : default);
            }
        }, cancellationToken);
    }

    public void Dispose()
    {
        _live.Dispose();
        _stream.Dispose();
    }

    private void Show(SignEvent told)
    {
        if (told is FrameObserved observed)
            _live.Show(new LiveMoment(Letter: observed.Letters.Count > 0 ? observed.Letters[0].Letter : ""));
        else if (told is LetterRead letter)
            _live.Show(new LiveMoment(Letter: letter.Letter));
        else if (told is WordRead word)
            _live.Show(new LiveMoment(Word: word.Proposed));
    }
}
