using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws listen</c>: one or many devices stream audio and print the words as they are heard.</summary>
internal static class ListenCommand
{
    private const string StandardInput = "-";

    public static Command Create(CliContext context)
    {
        var options = new ListenOptions();
        var command = new Command("listen", "Stream a recording or live audio and print each keyword as it is heard");
        options.AddTo(command);
        command.SetWork(context, (parsed, cancellation) => RunAsync(context, options, parsed, cancellation));
        return command;
    }

    private static async Task RunAsync(CliContext context, ListenOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        string source = parsed.GetRequiredValue(options.Source);
        bool isLive = source == StandardInput;
        int devices = parsed.GetValue(options.Devices);
        if (isLive && devices > 1)
            throw new BadInputException(options.Devices.Name, $"{devices}", "live audio has one device; give a file for several");

        ListenSettings settings = options.Settings(parsed, isLive);
        Func<IAudioInput> open = isLive
            ? await OpenLiveAsync(context, options, parsed, cancellation)
            : await OpenFileAsync(source, cancellation);
        int rate = open().Format.SampleRateHz;
        var printer = new ListenPrinter(context)
        {
            AsJson = parsed.GetValue(options.Json),
            SampleRateHz = rate,
            IsVerbose = parsed.GetValue(options.Verbose),
            IsMany = devices > 1,
        };

        string name = parsed.GetRequiredValue(options.DeviceId);
        await ServerSession.UseAsync(options.Server.Resolve(parsed, context), cancellation, channel =>
        {
            var client = new KeywordSpotter.KeywordSpotterClient(channel);
            return Task.WhenAll(Enumerable.Range(1, devices).Select(async number =>
            {
                await using IAudioInput input = open();
                string id = devices > 1 ? $"{name}-{number}" : name;
                await new Device(id, client, input, settings, context.Time, printer.Show).RunAsync(cancellation);
            }));
        });
    }

    private static async Task<Func<IAudioInput>> OpenLiveAsync(CliContext context, ListenOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        var raw = new AudioFormat(parsed.GetValue(options.Rate),
            AudioFormat.ParseEncoding(options.Encoding.Name, parsed.GetRequiredValue(options.Encoding)));
        IAudioInput input = await LiveInput.OpenAsync(context.OpenStandardInput(), raw, cancellation);
        return () => input;
    }

    private static async Task<Func<IAudioInput>> OpenFileAsync(string path, CancellationToken cancellation)
    {
        Recording recording = await AudioFile.ReadAsync(path, cancellation);
        return () => new RecordingInput(recording);
    }
}
