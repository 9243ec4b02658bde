using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws listen</c>: one or many devices stream audio and print the words as they are heard.</summary>
internal sealed class ListenCommand(CliContext context)
{
    private const string StandardInput = "-";
    private readonly ListenOptions _options = new();

    public static Command Create(CliContext context)
    {
        var listen = new ListenCommand(context);
        var command = new Command("listen", "Stream a recording or live audio and print each keyword as it is heard");
        listen._options.AddTo(command);
        command.SetWork(context, listen.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var source = parsed.GetRequiredValue(_options.Source);
        var isLive = source == StandardInput;
        var devices = parsed.GetValue(_options.Devices);
        if (isLive && devices > 1)
            throw new BadInputException(
                _options.Devices.Name, $"{devices}", "live audio has one device; give a file for several");

        var settings = _options.Settings(parsed, isLive);
        var server = _options.Server.Resolve(parsed, context);
        var openFile = isLive ? null : await OpenFileAsync(source, cancellationToken);
        await ServerSession.UseAsync(server, cancellationToken, async channel =>
        {
            var client = new KeywordSpotter.KeywordSpotterClient(channel);
            var open = openFile ?? await OpenLiveAsync(parsed, client, cancellationToken);
            await RunDevicesAsync(parsed, settings, client, open, cancellationToken);
            return true;
        });
    }

    private Task RunDevicesAsync(
        ParseResult parsed, ListenSettings settings, KeywordSpotter.KeywordSpotterClient client,
        Func<IAudioInput> open, CancellationToken cancellationToken)
    {
        var devices = parsed.GetValue(_options.Devices);
        var printer = Printer(parsed, open().Format.SampleRateHz, isMany: devices > 1);
        var name = parsed.GetRequiredValue(_options.DeviceId);
        return Task.WhenAll(Enumerable.Range(1, devices).Select(async number =>
        {
            await using var input = open();
            var id = devices > 1 ? $"{name}-{number}" : name;
            await new Device(id, client, input, settings, context.Time, printer.Show).RunAsync(cancellationToken);
        }));
    }

    private ListenPrinter Printer(ParseResult parsed, int sampleRateHz, bool isMany) => new(context)
    {
        AsJson = parsed.GetValue(_options.Json),
        SampleRateHz = sampleRateHz,
        IsVerbose = parsed.GetValue(_options.Verbose),
        IsMany = isMany,
    };

    private async Task<Func<IAudioInput>> OpenLiveAsync(
        ParseResult parsed, KeywordSpotter.KeywordSpotterClient client, CancellationToken cancellationToken)
    {
        var encoding = AudioFormat.ParseEncoding(
            _options.Encoding.Name, parsed.GetRequiredValue(_options.Encoding));
        var raw = new AudioFormat(parsed.GetValue(_options.Rate), encoding);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = LiveInput.OpenAsync(context.OpenStandardInput(), raw,
            warning => context.Warn(StandardInput, warning), stop.Token);
        // Audio may be long in coming: that there is no server is told before it.
        using var asking = client.DescribeModelAsync(new DescribeModelRequest(), cancellationToken: stop.Token);
        try
        {
            if (await Task.WhenAny(opening, asking.ResponseAsync) != opening)
                await asking;
            var input = await opening;
            return () => input;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task<Func<IAudioInput>> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        var recording = await AudioFile.ReadAsync(path, cancellationToken);
        context.Warn(path, recording.Warnings);
        return () => new RecordingInput(recording);
    }
}
