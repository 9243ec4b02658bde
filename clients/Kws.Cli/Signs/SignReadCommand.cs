using System.CommandLine;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Cli.Speech;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign read</c>: a device with a camera, and a loudspeaker if asked.</summary>
internal sealed class SignReadCommand(CliContext context)
{
    private readonly Argument<string[]> _frames = new("FRAMES")
    {
        Description = "A folder or files of frames in order of their names, one MJPEG file, "
            + "or - for MJPEG on standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ServerAddress _server = ServerAddress.OfVisionInference();
    private readonly Option<double> _rate = BoundedOption.Create(
        "--fps", "Frames a second, by which the device's clock goes on", 10.0, 0.1, 240);
    private readonly Option<bool> _realTime = new("--real-time")
    {
        Description = "Send at that rate instead of as fast as the server reads",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly SignReadOptions _options = new();
    private readonly Option<string?> _speak = new("--speak")
    {
        Description = "Have it spoken, into this WAV file; without a name, to the sound card",
        HelpName = "FILE.wav",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CliContext context)
    {
        var read = new SignReadCommand(context);
        var command = new Command("read", "Read letters and words from a camera's frames")
        {
            read._frames, read._server.Option, read._rate, read._realTime, read._speak, read._json,
        };
        read._options.AddTo(command);
        command.SetWork(context, read.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var speaks = parsed.GetResult(_speak) is not null;
        var config = _options.Read(parsed, speaks);
        var source = FrameSource.Open(
            context, parsed.GetRequiredValue(_frames), cancellationToken);
        var frameTime = TimeSpan.FromSeconds(1 / parsed.GetValue(_rate));
        await using var output = new SpeechOutput(context, speaks, parsed.GetValue(_speak));
        var printer = new SignPrinter(context, parsed.GetValue(_json));
        await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken, async (GrpcChannel channel) =>
        {
            var device = new CameraDevice(
                new SignReader.SignReaderClient(channel), config, frameTime, parsed.GetValue(_realTime), context.Time);
            await foreach (var response in device.ReadAsync(source, cancellationToken))
            {
                printer.Print(response);
                if (response.BodyCase == ReadResponse.BodyOneofCase.Speech)
                    await output.AddAsync(
                        response.Speech.PcmS16Le.Memory, response.Speech.SampleRateHz, cancellationToken);
            }
        });
        await output.FinishAsync(cancellationToken);
        output.SayHowLong();
    }
}
