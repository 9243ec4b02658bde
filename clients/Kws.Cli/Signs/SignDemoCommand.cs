using System.CommandLine;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Cli.Speech;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign demo</c>: a device whose camera sees words spelled with real photos, and what comes back.</summary>
internal static class SignDemoCommand
{
    private const string Words = "HELLO,YES,GOOD,WATER,HELP";
    private const int MostLetters = 200;

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfVisionInference();
        Option<string?> pictures = new("--pictures")
        {
            Description = "A folder with a folder of photos for each letter; else signs/validation/keptsecret in the data folder (KWS_DATA)",
            HelpName = "FOLDER",
        };
        Option<string> words = new("--words") { Description = "Words to spell, with commas between", DefaultValueFactory = _ => Words };
        Option<bool> fast = new("--fast") { Description = "As fast as the server takes it, not in real time" };
        Option<bool> repeat = new("--repeat") { Description = "Again and again with other photos, until stopped" };
        Option<int> seed = BoundedOption.Create("--seed", "Chooses the photos", 1, 0, int.MaxValue);
        Option<string?> speak = new("--speak") { Description = "Write the speech to this WAV file; without a name, play it", HelpName = "FILE.wav", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("demo", "Spell words with photos, stream them, show what is read and spoken") { server.Option, pictures, words, fast, repeat, seed, speak, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            string[] toSpell = ReadWords(words, parsed.GetRequiredValue(words));
            string folder = parsed.GetValue(pictures) ?? LetterPictures.DefaultFolder(context);
            if (parsed.GetValue(pictures) is null && !Directory.Exists(folder))
            {
                await context.Out.WriteLineAsync($"no pictures to show: there is no {folder}; name a folder of letters with --pictures, or the data folder in KWS_DATA");
                return ExitCode.Success;
            }
            LetterPictures photos = LetterPictures.Find(folder);
            Uri address = server.Resolve(parsed, context);
            bool isHeard = parsed.GetResult(speak) is not null;
            int round = parsed.GetValue(seed);
            bool anyRight = false;
            do
            {
                var random = new Random(round++);
                await using SpeechOutput output = new(context, isHeard, parsed.GetValue(speak));
                foreach (string word in toSpell)
                {
                    SignedWord signed = await SignedWord.SpellAsync(word, photos, random, cancellation);
                    SignScore score = await ShowAsync(context, address, signed, !parsed.GetValue(fast), isHeard ? output : null, cancellation);
                    anyRight |= score.IsRight;
                    if (parsed.GetValue(json))
                        SignDemoReport.WriteJson(context, score);
                    else
                        SignDemoReport.WriteTable(context, score);
                }
                await output.FinishAsync(cancellation);
            }
            while (parsed.GetValue(repeat));
            return anyRight ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static string[] ReadWords(Option<string> option, string text)
    {
        string[] words = text.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Sum(word => word.Length) is 0 or > MostLetters)
            throw new BadInputException(option.Name, text, $"it must be words of 1 to {MostLetters} letters together");
        return words;
    }

    private static async Task<SignScore> ShowAsync(
        CliContext context, Uri address, SignedWord signed, bool realTime, SpeechOutput? output, CancellationToken cancellation)
    {
        var config = new ReadConfig { DeviceId = "sign-demo-device", Speak = SpeakMode.Words };
        var responses = new List<ReadResponse>();
        await ServerSession.UseAsync(address, cancellation, async (GrpcChannel channel) =>
        {
            var device = new CameraDevice(new SignReader.SignReaderClient(channel), config, TimeSpan.FromSeconds(1 / SignedWord.FramesPerSecond), realTime, context.Time);
            await foreach (ReadResponse response in device.ReadAsync(signed.Frames.ToAsyncEnumerable(), cancellation))
            {
                responses.Add(response);
                if (output is not null && response.BodyCase == ReadResponse.BodyOneofCase.Speech)
                    await output.AddAsync(response.Speech, cancellation);
            }
        });
        return SignScore.Of(signed, responses);
    }
}
