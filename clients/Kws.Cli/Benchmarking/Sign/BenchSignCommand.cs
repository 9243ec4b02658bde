using System.CommandLine;
using Google.Protobuf;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Packages;
using Kws.Cli.Servers;
using Kws.Models;
using Kws.Vision.V1;

namespace Kws.Cli.Benchmarking.Sign;

/// <summary><c>kws bench sign</c>: pictures a second through the service, beside a bare ONNX Runtime loop.</summary>
internal sealed class BenchSignCommand(CliContext context)
{
    private const int MostPictures = 500;
    private const int MadeSide = 128;
    private const int MadeSeed = 1;

    private readonly ServerAddress _server = ServerAddress.OfVisionInference();
    private readonly Option<int> _concurrency = BenchOptions.Concurrency(8);
    private readonly Option<double> _seconds = BenchOptions.Seconds();
    private readonly Option<string?> _bareLoop = BenchOptions.BareLoop(
        "a loop over ONNX Runtime in this process, on every core, without decoding");
    private readonly Option<string?> _root = PackageChoice.Root();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string[]?> _images = new("--images")
    {
        Description = "Folders or files of JPEG or PNG pictures to send (a made PNG of 128x128)",
        HelpName = "PATH",
    };

    public static Command Create(CliContext context)
    {
        var bench = new BenchSignCommand(context);
        var command = new Command("sign", "Measure pictures a second")
        {
            bench._server.Option, bench._images, bench._concurrency, bench._seconds, bench._bareLoop, bench._root,
            bench._pids, bench._json,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var requests = await RequestsAsync(parsed.GetValue(_images), cancellationToken);
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        LoadResult[] bareLoop = parsed.GetValue(_bareLoop) is { } model
            ? [await BareLoopAsync(
                PackageChoice.Load(model, parsed.GetValue(_root), ModelTask.SignLetters), duration, cancellationToken)]
            : [];
        var report = await ServerSession.UseAsync(
            _server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            var client = new SignReader.SignReaderClient(channel);
            LoadReport.Announce(context, duration, ways: 1);
            await LoadAsync(BenchOptions.WarmUp);
            using var cpu = new CpuMeter(parsed.GetValue(_pids) ?? [], context.Time);
            var result = await LoadAsync(duration);
            return new LoadReport("pictures", [.. bareLoop, result], cpu.Read());

            Task<LoadResult> LoadAsync(TimeSpan time) =>
                new LoadRun(context.Time, time).CallsAsync("Classify", parsed.GetValue(_concurrency),
                (_, number) => client.ClassifyAsync(
                    requests[(int)(number % requests.Count)], cancellationToken: cancellationToken).ResponseAsync);
        });
        report.ToReport().WriteTo(context, parsed.GetValue(_json));
    }

    /// <summary>The model with nothing around it, a picture at a time on every core.</summary>
    private async Task<LoadResult> BareLoopAsync(
        ModelPackage package, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var model = SignModel.Open(package, new ModelSessionOptions { MaxBatch = 2 });
        return await new LoadRun(context.Time, duration).BareLoopAsync(
            () =>
            {
                var image = new float[model.ValuesPerImage];
                var posteriors = new float[model.LabelCount];
                return _ => model.Run(image, 1, posteriors);
            },
            cancellationToken);
    }

    private static async Task<IReadOnlyList<ClassifyRequest>> RequestsAsync(
        string[]? paths, CancellationToken cancellationToken)
    {
        var requests = new List<ClassifyRequest>();
        foreach (var picture in InputFile.Find(paths ?? [], InputKind.Pictures).Take(MostPictures))
            requests.Add(Request(await File.ReadAllBytesAsync(picture.Path, cancellationToken)));
        return requests.Count > 0 ? requests : [Request(PngPicture.OfNoise(MadeSide, MadeSeed))];
    }

    private static ClassifyRequest Request(byte[] picture) =>
        new() { Image = new Image { Data = UnsafeByteOperations.UnsafeWrap(picture) } };
}
