using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;
using SpokenPart = Kws.Vision.V1.Speech;

namespace Kws.Cli.Tests.Hosts;

/// <summary>
/// A sign reader whose sight is arithmetic: a capital letter in a picture's third byte (see <see cref="PictureOf"/>) is
/// what
/// it shows, '!' is a picture that is refused, and all else is no hand. A letter is read at its first frame; what was
/// read
/// is one word, spoken in a tenth of a second a letter.
/// </summary>
internal sealed class ScriptedSigns : SignReader.SignReaderBase
{
    public const int SpeechRateHz = 16_000;

    /// <summary>The config of the last session.</summary>
    public ReadConfig? Config { get; private set; }

    /// <summary>The last picture's request.</summary>
    public ClassifyRequest? Request { get; private set; }

    /// <summary>Capture times of the frames of the last session.</summary>
    public List<TimeSpan> Captured { get; } = [];

    /// <summary>The word that each word is likely to be; null: itself.</summary>
    public string? Proposed { get; set; }

    /// <summary>Why nothing is spoken; null: it is.</summary>
    public string? SpeechError { get; set; }

    /// <summary>A picture that is read as the letter: the shortest JPEG with it as a comment.</summary>
    public static byte[] PictureOf(char letter) => [0xFF, 0xD8, 0xFF, 0xFE, 0, 3, (byte)letter, 0xFF, 0xD9];

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context)
    {
        Request = request;
        var letter = LetterIn(request.Image);
        return letter == '!'
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, "image.data: no picture"))
            : Task.FromResult(new ClassifyResponse
            {
                Letters = { RankedAs(letter).Take(request.Top == 0 ? 3 : request.Top) },
                Confident = letter != 'Z',
                ModelName = "scripted",
                ModelVersion = "1.2.3",
                Decode = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)),
                Inference = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(2.5)),
            });
    }

    public override async Task Read(IAsyncStreamReader<ReadRequest> requests,
        IServerStreamWriter<ReadResponse> responses, ServerCallContext context)
    {
        Assert.True(await requests.MoveNext(context.CancellationToken));
        Config = requests.Current.Config;
        Captured.Clear();
        await responses.WriteAsync(new ReadResponse
        {
            Started = new Started
            {
                SessionId = "s1",
                ModelName = "scripted",
                ModelVersion = "1.2.3"
            }
        });
        var spelled = "";
        var shown = '-';
        while (await requests.MoveNext(context.CancellationToken))
        {
            var frame = requests.Current.Frame;
            Captured.Add(frame.Captured.ToTimeSpan());
            var seen = LetterIn(frame.Image);
            if (Config.WantObserved)
                await responses.WriteAsync(new ReadResponse { Observed = ObservedAs(seen, Captured.Count - 1) });
            if (char.IsAsciiLetterUpper(seen) && seen != shown)
                await responses.WriteAsync(
                    new ReadResponse { Letter = LetterOf(seen, frame.Captured, spelled.Length) });
            if (char.IsAsciiLetterUpper(seen) && seen != shown)
                spelled += seen;
            shown = seen;
        }
        if (spelled.Length > 0)
            await WriteWordAsync(spelled, responses);
    }

    private static char LetterIn(Image image) => image.Data.Length > 6 ? (char)image.Data[6] : '-';

    private static Ranked[] RankedAs(char letter) =>
        [new() { Letter = letter.ToString(), Posterior = 0.875f }, new() { Letter = "Q", Posterior = 0.125f }];

    private static Observed ObservedAs(char seen, int index) => seen switch
    {
        '!' => new Observed { FrameIndex = index, Error = "no picture" },
        >= 'A' and <= 'Z' => new Observed { FrameIndex = index, Confident = true, Letters = { RankedAs(seen) } },
        _ => new Observed { FrameIndex = index },
    };

    private Letter LetterOf(char letter, Duration captured, int index) => new()
    {
        Id = $"l{index}",
        Letter_ = letter.ToString(),
        Confidence = 0.875f,
        FirstCaptured = captured,
        Committed = Duration.FromTimeSpan(captured.ToTimeSpan() + TimeSpan.FromSeconds(0.25)),
        Experimental = Config!.MotionLetters && letter == 'J',
        Replaces = Config!.MotionLetters && letter == 'J' ? $"l{index - 1}" : "",
    };

    private async Task WriteWordAsync(string spelled, IServerStreamWriter<ReadResponse> responses)
    {
        await responses.WriteAsync(new ReadResponse
        {
            Word = new Word
            {
                Id = "w1",
                Spelled = spelled,
                Proposed = Proposed ?? spelled,
                FirstCaptured = Duration.FromTimeSpan(Captured[0]),
                LastCaptured = Duration.FromTimeSpan(Captured[^1]),
            },
        });
        if (Config!.Speak == SpeakMode.Unspecified)
            return;
        var speech = new SpokenPart { OfId = "w1", SampleRateHz = SpeechRateHz, Last = true };
        if (SpeechError is not null)
            speech.Error = SpeechError;
        else
            speech.PcmS16Le = ByteString.CopyFrom(new byte[spelled.Length * SpeechRateHz / 10 * sizeof(short)]);
        await responses.WriteAsync(new ReadResponse { Speech = speech });
    }
}
