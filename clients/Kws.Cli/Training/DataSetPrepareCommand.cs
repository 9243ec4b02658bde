using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws datasets prepare</c>: a data set in the form of other programs, in the object store.</summary>
internal sealed class DataSetPrepareCommand(CliContext context)
{
    private readonly Argument<string> _name = DataSetsCommand.Name();
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "json: MFCCs of recordings; recordio: MXNet's records of photos",
        Required = true,
    }.AcceptOnlyFromAmong("json", "recordio");

    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Where to in the server's object store: train/ and validation/ are below it",
        HelpName = "KEY",
        Required = true,
    };

    private readonly Option<int> _resize =
        BoundedOption.Create("--resize", "Shorter side of photos in pixels; 0: as they are", 0, 0, 4_096);

    private readonly Option<int> _quality = BoundedOption.Create("--quality", "Of JPEG; 0: 95", 0, 0, 100);
    private readonly Option<bool> _passThrough = new("--pass-through") { Description = "Take the photos' own bytes" };
    private readonly Option<bool> _shuffle = new("--shuffle") { Description = "Mix them, in the same way each time" };
    private readonly Option<double> _ratio = BoundedOption.Create(
        "--train-ratio", "Share of all photos for training; 0: as the data set is split", 0.0, 0.0, 0.999);

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ServerAddress _server = ServerAddress.OfTraining();

    public static Command Create(CliContext context)
    {
        var prepare = new DataSetPrepareCommand(context);
        var command = new Command("prepare", "Write a data set in the form that other programs read")
        {
            prepare._name, prepare._format, prepare._prefix, prepare._resize, prepare._quality, prepare._passThrough,
            prepare._shuffle, prepare._ratio, prepare._json, prepare._server.Option,
        };
        command.SetWork(context, prepare.RunAsync);
        return command;
    }

    private Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = Read(parsed);
        return ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken,
            channel => PrepareAsync(channel, request, parsed.GetValue(_json), cancellationToken));
    }

    private async Task PrepareAsync(
        GrpcChannel channel, PrepareDataSetRequest request, bool asJson, CancellationToken cancellationToken)
    {
        using var call = new Kws.Training.V1.Training.TrainingClient(channel)
            .PrepareDataSet(request, cancellationToken: cancellationToken);
        var progress = new StepProgress(context, "files");
        PrepareDataSetResponse? last = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            last = response;
            if (response.Files > 0)
                progress.Report(response.FilesDone, response.Files);
        }

        string[] keys = [.. last?.Keys ?? []];
        var report = Report.OfDocument(new { last?.Files, Keys = keys });
        foreach (var key in keys)
            report.Add(key);
        report.WriteTo(context, asJson);
    }

    private PrepareDataSetRequest Read(ParseResult parsed)
    {
        var (name, version) = DataSetName.Parse("NAME", parsed.GetValue(_name)!);
        return new PrepareDataSetRequest
        {
            Name = name,
            Version = version,
            Format = parsed.GetValue(_format) == "json" ? PreparedFormat.MfccJson : PreparedFormat.Recordio,
            Prefix = parsed.GetValue(_prefix),
            RecordIo = new RecordIoSettings
            {
                Resize = parsed.GetValue(_resize),
                Quality = parsed.GetValue(_quality),
                PassThrough = parsed.GetValue(_passThrough),
                Shuffle = parsed.GetValue(_shuffle),
                TrainRatio = parsed.GetValue(_ratio),
            },
        };
    }
}
