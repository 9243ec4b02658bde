using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Frames to the sign reader, and what it reads. One sender and one reader at a time.</summary>
internal sealed class SignStream : IDisposable
{
    private const long NanosecondsPerMicrosecond = 1000;
    private readonly AsyncDuplexStreamingCall<ReadRequest, ReadResponse> _call;

    private SignStream(AsyncDuplexStreamingCall<ReadRequest, ReadResponse> call) => _call = call;

    /// <summary>Opens a stream; whether the service takes it, the events tell.</summary>
    /// <param name="client">Of the service.</param>
    /// <param name="settings">How to read.</param>
    /// <param name="headers">For whom: <see cref="CallerHeaders"/>.</param>
    /// <param name="cancellationToken">Breaks the stream off.</param>
    public static async Task<SignStream> OpenAsync(
        SignReader.SignReaderClient client,
        SignSettings settings,
        Metadata headers,
        CancellationToken cancellationToken)
    {
        var stream = new SignStream(client.Read(headers, cancellationToken: cancellationToken));
        await stream.SendAsync(new ReadRequest { Config = ConfigOf(settings) });
        return stream;
    }

    /// <summary>Sends a frame; waits while the service takes none.</summary>
    /// <param name="capturedUs">When it was taken, in microseconds of the camera's own clock, 0 or more.</param>
    /// <param name="image">JPEG or PNG. Not used after the task has ended.</param>
    /// <returns>Whether the stream goes on; if not, the events tell why.</returns>
    public Task<bool> SendAsync(long capturedUs, ReadOnlySpan<byte> image) => SendAsync(new ReadRequest
    {
        Frame = new Frame
        {
            Image = new Image { Data = ByteString.CopyFrom(image) },
            Captured = Microseconds(capturedUs),
        },
    });

    /// <summary>No more frames come; the word in progress ends, and its events follow.</summary>
    public Task CompleteAsync() => StreamEnds.IgnoreAsync(_call.RequestStream.CompleteAsync());

    /// <summary>The events up to the end of the stream.</summary>
    /// <exception cref="RpcException">The service ended the stream, or it broke.</exception>
    public async IAsyncEnumerable<SignEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _call.ResponseStream.MoveNext(cancellationToken))
        {
            if (Map(_call.ResponseStream.Current) is { } told)
                yield return told;
        }
    }

    public void Dispose() => _call.Dispose();

    private Task<bool> SendAsync(ReadRequest request) =>
        StreamEnds.IgnoreAsync(_call.RequestStream.WriteAsync(request));

    private static ReadConfig ConfigOf(SignSettings settings)
    {
        var config = new ReadConfig
        {
            DeviceId = settings.DeviceId,
            Mirror = settings.IsMirrored,
            RotateDegrees = settings.RotateDegrees,
            Speak = settings.Speak switch
            {
                SpokenSigns.Letters => SpeakMode.Letters,
                SpokenSigns.Words => SpeakMode.Words,
                _ => SpeakMode.Unspecified,
            },
            Voice = settings.Voice,
            WantObserved = settings.WantsObserved,
            MotionLetters = settings.ReadsMotion,
            WordPause = settings.WordPause is { } pause ? Duration.FromTimeSpan(pause) : null,
        };
        if (settings.Region is { } region)
            config.Region = new Region
            {
                Left = region.Left,
                Top = region.Top,
                Right = region.Right,
                Bottom = region.Bottom,
            };
        return config;
    }

    private static SignEvent? Map(ReadResponse response) => response.BodyCase switch
    {
        ReadResponse.BodyOneofCase.Started => new SignsStarted(
            response.Started.SessionId, response.Started.ModelName, response.Started.ModelVersion,
            response.Started.IdleLimit.ToTimeSpan().TotalSeconds),
        ReadResponse.BodyOneofCase.Observed => Map(response.Observed),
        ReadResponse.BodyOneofCase.Letter => new LetterRead(
            response.Letter.Id, response.Letter.Letter_, response.Letter.Confidence,
            Microseconds(response.Letter.FirstCaptured), Microseconds(response.Letter.Committed),
            NullIfEmpty(response.Letter.Replaces), response.Letter.Experimental ? true : null),
        ReadResponse.BodyOneofCase.Word => new WordRead(
            response.Word.Id, response.Word.Spelled, response.Word.Proposed,
            Microseconds(response.Word.FirstCaptured), Microseconds(response.Word.LastCaptured)),
        ReadResponse.BodyOneofCase.Speech => Map(response.Speech),
        // One that is newer than this gateway.
        _ => null,
    };

    private static FrameObserved Map(Observed observed) => new(
        observed.FrameIndex,
        [.. observed.Letters.Select(ranked => new LetterChance(ranked.Letter, ranked.Posterior))],
        observed.Confident,
        NullIfEmpty(observed.Error),
        observed.Hand is { } hand ? new HandPlace(hand.Left, hand.Top, hand.Right, hand.Bottom) : null);

    private static SpeechCame Map(Vision.V1.Speech speech) => new(
        speech.OfId, speech.SampleRateHz, speech.PcmS16Le.Length, speech.Last, NullIfEmpty(speech.Error))
    {
        Pcm = speech.PcmS16Le.Memory,
    };

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static Duration Microseconds(long microseconds) => new()
    {
        Seconds = microseconds / 1_000_000,
        Nanos = (int)(microseconds % 1_000_000 * NanosecondsPerMicrosecond),
    };

    private static long Microseconds(Duration duration) =>
        duration.Seconds * 1_000_000 + duration.Nanos / NanosecondsPerMicrosecond;
}
