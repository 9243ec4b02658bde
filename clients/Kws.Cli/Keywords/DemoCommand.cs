using System.Collections.Concurrent;
using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws demo</c>: a device that speaks the ten words and compares what is heard with what it said.</summary>
internal sealed class DemoCommand(CliContext context)
{
    private static readonly string[] s_voices = ["en-us", "en-gb", "en-us+m3", "en-gb-x-rp"];

    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly DemoOptions _demo = new(
        "speak", "yes,no,up,down,left,right,on,off,stop,go", "Varies speed and pitch of the voices");
    private readonly Option<string?> _save = new("--save") { Description = "Write the speech to this WAV file" };

    public static Command Create(CliContext context)
    {
        var demo = new DemoCommand(context);
        var command = new Command("demo", "Speak words with espeak-ng, stream them, show what is heard")
        {
            demo._server.Option, demo._demo.Words, demo._demo.Fast, demo._demo.Repeat, demo._demo.Seed, demo._save,
            demo._demo.Json,
        };
        command.SetWork(context, demo.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = _demo.ReadWords(parsed);
        if (words.Length is 0 or > 1000)
            throw new BadInputException(_demo.Words.Name, $"{words.Length} words", "it must be 1 to 1000 words");
        return _demo.RunRoundsAsync(parsed, async seed =>
        {
            var recording = await SpokenRecording.SpeakAsync(words, s_voices, seed, cancellationToken);
            if (parsed.GetValue(_save) is { } path)
                await File.WriteAllBytesAsync(path, recording.Audio.ToWav(), cancellationToken);
            var heard = await PlayAsync(parsed, recording, cancellationToken);
            var scored = recording.Score(heard);
            DemoReport.Of(scored, recording.Audio.SampleRateHz).WriteTo(context, parsed.GetValue(_demo.Json));
            return scored.Any(word => word.IsRight);
        });
    }

    private async Task<IReadOnlyList<Keyword>> PlayAsync(
        ParseResult parsed, SpokenRecording recording, CancellationToken cancellationToken)
    {
        var heard = new ConcurrentQueue<Keyword>();
        Action<ListenEvent> show = parsed.GetValue(_demo.Json) ? _ => { } : Printer(recording).Show;
        var settings = new ListenSettings
        {
            Chunk = TimeSpan.FromMilliseconds(20),
            RealTime = !parsed.GetValue(_demo.Fast),
            RetryFor = TimeSpan.FromSeconds(60),
        };
        await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            await using var input = new RecordingInput(recording.Audio);
            var client = new KeywordSpotter.KeywordSpotterClient(channel);
            var device = new Device("demo-device", client, input, settings, context.Time, OnEvent);
            return await device.RunAsync(cancellationToken);
        });
        return [.. heard];

        void OnEvent(ListenEvent happened)
        {
            if (happened is ListenEvent.Heard { Keyword: var keyword })
                heard.Enqueue(keyword);
            show(happened);
        }
    }

    // Standard output is for the result.
    private ListenPrinter Printer(SpokenRecording recording) => new(context with { Out = context.Error })
    {
        AsJson = false,
        SampleRateHz = recording.Audio.SampleRateHz,
        IsVerbose = true,
    };
}
