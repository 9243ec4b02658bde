using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Cli.Speech;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign demo</c>: a device whose camera sees words spelled with real photos, and what comes
/// back.</summary>
internal sealed class SignDemoCommand(CliContext context)
{
    private const int MostLetters = 200;

    private readonly ServerAddress _server = ServerAddress.OfVisionInference();
    private readonly DemoOptions _demo = new("spell", "HELLO,YES,GOOD,WATER,HELP", "Chooses the photos");
    private readonly Option<string?> _pictures = new("--pictures")
    {
        Description = "A folder with a folder of photos for each letter; "
            + "else signs/validation/keptsecret in the data folder (KWS_DATA)",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _speak = new("--speak")
    {
        Description = "Write the speech to this WAV file; without a name, play it",
        HelpName = "FILE.wav",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CliContext context)
    {
        var demo = new SignDemoCommand(context);
        var command = new Command("demo", "Spell words with photos, stream them, show what is read and spoken")
        {
            demo._server.Option, demo._pictures, demo._demo.Words, demo._demo.Fast, demo._demo.Repeat, demo._demo.Seed,
            demo._speak, demo._demo.Json,
        };
        command.SetWork(context, demo.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = ReadWords(parsed);
        var folder = parsed.GetValue(_pictures) ?? LetterPictures.DefaultFolder(context);
        if (parsed.GetValue(_pictures) is null && !Directory.Exists(folder))
        {
            await context.Out.WriteLineAsync(
                $"no pictures to show: there is no {folder}; "
                + "name a folder of letters with --pictures, or the data folder in KWS_DATA");
            return ExitCode.Success;
        }
        var photos = LetterPictures.Find(folder);
        var anyRight = false;
        return await _demo.RunRoundsAsync(parsed, async seed =>
        {
            var random = new Random(seed);
            await using var output = new SpeechOutput(
                context, parsed.GetResult(_speak) is not null, parsed.GetValue(_speak));
            foreach (var word in words)
            {
                var signed = await SignedWord.SpellAsync(word, photos, random, cancellationToken);
                var score = await ShowAsync(parsed, signed, output, cancellationToken);
                anyRight |= score.IsRight;
                SignDemoReport.Of(score).WriteTo(context, parsed.GetValue(_demo.Json));
            }
            await output.FinishAsync(cancellationToken);
            output.SayHowLong();
            return anyRight;
        });
    }

    private string[] ReadWords(ParseResult parsed)
    {
        string[] words = [.. _demo.ReadWords(parsed).Select(word => word.ToUpperInvariant())];
        return words.Sum(word => word.Length) is > 0 and <= MostLetters
            ? words
            : throw new BadInputException(_demo.Words.Name, parsed.GetRequiredValue(_demo.Words),
                $"it must be words of 1 to {MostLetters} letters together");
    }

    private Task<SignScore> ShowAsync(
        ParseResult parsed, SignedWord signed, SpeechOutput output, CancellationToken cancellationToken)
    {
        var config = new ReadConfig { DeviceId = "sign-demo-device", Speak = SpeakMode.Words };
        return ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            var responses = new List<ReadResponse>();
            var device = new CameraDevice(
                new SignReader.SignReaderClient(channel), config, SignedWord.FrameTime, !parsed.GetValue(_demo.Fast),
                context.Time);
            await foreach (var response in device.ReadAsync(
                signed.Frames.Select((frame, index) => new CameraFrame(frame, index)).ToAsyncEnumerable(),
                cancellationToken))
            {
                responses.Add(response);
                if (response.BodyCase == ReadResponse.BodyOneofCase.Speech)
                    await output.AddAsync(
                        response.Speech.PcmS16Le.Memory, response.Speech.SampleRateHz, cancellationToken);
            }
            return SignScore.Of(signed, responses);
        });
    }
}
