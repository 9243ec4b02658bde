using System.Collections.Concurrent;
using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws demo</c>: a device that speaks the ten words and compares what is heard with what it said.</summary>
internal static class DemoCommand
{
    private const int FirstSeed = 1;
    private static readonly string[] Words = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"];
    private static readonly string[] Voices = ["en-us", "en-gb", "en-us+m3", "en-gb-x-rp"];

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfAudioInference();
        var words = new Option<string>("--words") { Description = "Words to speak, with commas between", DefaultValueFactory = _ => string.Join(',', Words) };
        var fast = new Option<bool>("--fast") { Description = "As fast as the server takes it, not in real time" };
        var repeat = new Option<bool>("--repeat") { Description = "Again and again, until stopped" };
        Option<int> seed = BoundedOption.Create("--seed", "Varies speed and pitch of the voices", FirstSeed, 0, int.MaxValue);
        var save = new Option<string?>("--save") { Description = "Write the speech to this WAV file" };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("demo", "Speak words with espeak-ng, stream them, show what is heard") { server.Option, words, fast, repeat, seed, save, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            string[] toSpeak = parsed.GetRequiredValue(words).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (toSpeak.Length is 0 or > 1000)
                throw new BadInputException(words.Name, $"{toSpeak.Length} words", "it must be 1 to 1000 words");
            Uri address = server.Resolve(parsed, context);
            int round = parsed.GetValue(seed);
            do
            {
                SpokenRecording recording = await SpokenRecording.SpeakAsync(toSpeak, Voices, round++, cancellation);
                if (parsed.GetValue(save) is { } path)
                    await File.WriteAllBytesAsync(path, recording.Audio.ToWav(), cancellation);
                IReadOnlyList<ScoredWord> scored = await PlayAsync(context, address, recording, parsed.GetValue(fast), parsed.GetValue(json), cancellation);
                if (parsed.GetValue(json))
                    DemoReport.WriteJson(context, scored);
                else
                    DemoReport.WriteTable(context, scored, recording.Audio.SampleRateHz);
                if (!parsed.GetValue(repeat))
                    return scored.Any(word => word.IsRight) ? ExitCode.Success : ExitCode.Failure;
            }
            while (true);
        });
        return command;
    }

    private static Task<IReadOnlyList<ScoredWord>> PlayAsync(
        CliContext context, Uri address, SpokenRecording recording, bool isFast, bool isQuiet, CancellationToken cancellation)
    {
        var settings = new ListenSettings
        {
            Chunk = TimeSpan.FromMilliseconds(20),
            RealTime = !isFast,
            RetryFor = TimeSpan.FromSeconds(60),
        };
        var printer = new ListenTextPrinter(context with { Out = context.Error }, recording.Audio.SampleRateHz, isVerbose: true, isMany: false);
        var heard = new ConcurrentQueue<Keyword>();
        return ServerSession.UseAsync(address, cancellation, async channel =>
        {
            await using var input = new RecordingInput(recording.Audio);
            var device = new Device("demo-device", new KeywordSpotter.KeywordSpotterClient(channel), input, settings, context.Time, happened =>
            {
                if (happened is ListenEvent.Heard { Keyword: var keyword })
                    heard.Enqueue(keyword);
                if (!isQuiet)
                    printer.Show(happened);
            });
            await device.RunAsync(cancellation);
            return Scorecard.Match(recording.Words, heard, recording.Audio.SampleRateHz);
        });
    }
}
