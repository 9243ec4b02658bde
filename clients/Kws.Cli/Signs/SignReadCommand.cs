using System.CommandLine;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Cli.Speech;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign read</c>: a device with a camera, and a loudspeaker if asked.</summary>
internal static class SignReadCommand
{
    public static Command Create(CliContext context)
    {
        Argument<string[]> frames = new("FRAMES")
        {
            Description = "A folder or files of frames in order of their names, one MJPEG file, or - for MJPEG on standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        ServerAddress server = ServerAddress.OfVisionInference();
        Option<double> rate = BoundedOption.Create("--fps", "Frames a second, by which the device's clock goes on", 10.0, 0.1, 240);
        Option<bool> realTime = new("--real-time") { Description = "Send at that rate instead of as fast as the server reads" };
        Option<string?> speak = new("--speak") { Description = "Have it spoken, into this WAV file; without a name, to the sound card", HelpName = "FILE.wav", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = CommonOptions.Json();
        var options = new SignReadOptions();
        var command = new Command("read", "Read letters and words from a camera's frames") { frames, server.Option, rate, realTime, speak, json };
        options.AddTo(command);
        command.SetWork(context, async (parsed, cancellation) =>
        {
            bool speaks = parsed.GetResult(speak) is not null;
            ReadConfig config = options.Read(parsed, speaks);
            IAsyncEnumerable<byte[]> source = FrameSource.Open(context, parsed.GetRequiredValue(frames), cancellation);
            var frameTime = TimeSpan.FromSeconds(1 / parsed.GetValue(rate));
            await using SpeechOutput output = new(context, speaks, parsed.GetValue(speak));
            var printer = new SignPrinter(context, parsed.GetValue(json));
            await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation, async (GrpcChannel channel) =>
            {
                var device = new CameraDevice(new SignReader.SignReaderClient(channel), config, frameTime, parsed.GetValue(realTime), context.Time);
                await foreach (ReadResponse response in device.ReadAsync(source, cancellation))
                {
                    printer.Print(response);
                    if (response.BodyCase == ReadResponse.BodyOneofCase.Speech)
                        await output.AddAsync(response.Speech, cancellation);
                }
            });
            await output.FinishAsync(cancellation);
        });
        return command;
    }
}
