using System.CommandLine;
using Google.Protobuf;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Models;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Cli.Sign;
using Kws.Models;
using Kws.Vision.V1;

namespace Kws.Cli.Benchmarking.Sign;

/// <summary><c>kws bench sign</c>: pictures a second through the service, beside a bare ONNX Runtime loop.</summary>
internal static class BenchSignCommand
{
    private const int MostPictures = 500;
    private const int MadeSide = 128;
    private const int MadeSeed = 1;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfVisionInference();
        Option<string[]?> images = new("--images") { Description = "Folders or files of JPEG or PNG pictures to send (a made PNG of 128x128)", HelpName = "PATH" };
        Option<int> atOnce = BoundedOption.Create("--concurrency", "Calls at once", 8, 1, 1000);
        Option<double> seconds = BoundedOption.Create("--seconds", "How long to measure each way", 10.0, 1, 3600);
        Option<string?> model = new("--bare-loop")
        {
            Description = $"Also measure a loop over ONNX Runtime in this process, on every core, without decoding. {PackageChoice.Description}",
            HelpName = "MODEL",
        };
        Option<string?> root = PackageChoice.Root();
        Option<int[]> pids = BenchOptions.ServerPids();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("sign", "Measure pictures a second") { server.Option, images, atOnce, seconds, model, root, pids, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            IReadOnlyList<ClassifyRequest> requests = await RequestsAsync(parsed.GetValue(images), cancellation);
            var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            SignLoadResult? bareLoop = parsed.GetValue(model) is { } choice ? await BareSignLoop.RunAsync(Open(choice, parsed.GetValue(root)), duration, cancellation) : null;
            int concurrency = parsed.GetValue(atOnce);
            SignLoadReport report = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation, async (GrpcChannel channel) =>
            {
                var client = new SignReader.SignReaderClient(channel);
                await SignLoad.RunAsync(client, requests, concurrency, WarmUp, cancellation);
                using var cpu = new CpuMeter(parsed.GetValue(pids) ?? []);
                SignLoadResult result = await SignLoad.RunAsync(client, requests, concurrency, duration, cancellation);
                return new SignLoadReport(bareLoop is null ? [result] : [bareLoop, result], cpu.Read(), Machine.This);
            });
            if (parsed.GetValue(json))
                context.Out.WriteLine(JsonOutput.ToDocument(report));
            else
                report.WriteTable(context);
        });
        return command;
    }

    private static SignModel Open(string choice, string? root)
    {
        try
        {
            string folder = Directory.Exists(choice) ? choice : new ModelFolder(root).Find(ModelTask.SignLetters, choice);
            return SignModel.Load(folder, new ModelSessionOptions { MaxBatch = 2 });
        }
        catch (Exception exception) when (exception is InvalidModelPackageException or DirectoryNotFoundException or ArgumentException)
        {
            throw new BadInputException(exception.Message, exception);
        }
    }

    private static async Task<IReadOnlyList<ClassifyRequest>> RequestsAsync(string[]? paths, CancellationToken cancellation)
    {
        var requests = new List<ClassifyRequest>();
        foreach (PictureFile picture in PictureFile.Find(paths ?? []).Take(MostPictures))
            requests.Add(Request(await File.ReadAllBytesAsync(picture.Path, cancellation)));
        return requests.Count > 0 ? requests : [Request(PngPicture.OfNoise(MadeSide, MadeSeed))];
    }

    private static ClassifyRequest Request(byte[] picture) => new() { Image = new Image { Data = UnsafeByteOperations.UnsafeWrap(picture) } };
}
