using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws datasets import</c>: a folder or an archive to a new version of a data set.</summary>
internal sealed class DataSetImportCommand(CliContext context)
{
    private const string FaultsTrailer = "kws-faults-bin";
    private const int FilesALine = 1_000;

    private readonly Argument<string> _input =
        new("DIR|ARCHIVE") { Description = "A folder with one folder a label, or a .tar, .tar.gz or .zip of it" };

    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the data set",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _task = new Option<string>("--task")
    {
        Description = "audio: recordings of words; vision: photos of letters",
        Required = true,
    }.AcceptOnlyFromAmong("audio", "vision");

    private readonly Option<double> _share = BoundedOption.Create("--validation-share",
        "Share of the speakers or sources for validation where the folder has no train and validation", 0.2, 0.05, 0.5);

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ServerAddress _server = ServerAddress.OfTraining();

    public static Command Create(CliContext context)
    {
        var import = new DataSetImportCommand(context);
        var command = new Command("import", "Check a folder's files and make a version of a data set of them")
        {
            import._input, import._name, import._task, import._share, import._json, import._server.Option,
        };
        command.SetWork(context, import.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var input = new ImportInput(parsed.GetValue(_input)!);
        var config = new ImportConfig
        {
            Name = parsed.GetValue(_name),
            Task = parsed.GetValue(_task) == "audio" ? TrainingTask.KeywordSpotting : TrainingTask.SignLetters,
            Upload = ArchiveKind.Unspecified,
            ValidationShare = parsed.GetValue(_share),
            ExpectedBytes = input.Bytes,
        };
        try
        {
            var version = await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken,
                channel => ImportAsync(channel, config, input, cancellationToken));
            Report.OfDocument(DataSetTable.ToDocument(version))
                .Add(version.Existed ? "nothing new: this version was there" : "a new version")
                .Add(DataSetTable.Of([version])).Add(DataSetTable.LabelsOf(version))
                .WriteTo(context, parsed.GetValue(_json));
        }
        catch (BadInputException e) when (FaultsOf(e) is { } faults)
        {
            Report.OfDocument(DataSetTable.ToDocument(faults)).Add(DataSetTable.Of(faults))
                .WriteTo(context, parsed.GetValue(_json));
            throw;
        }
    }

    private async Task<DataSetVersion> ImportAsync(
        GrpcChannel channel, ImportConfig config, ImportInput input, CancellationToken cancellationToken)
    {
        using var stopSending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = new Kws.Training.V1.Training.TrainingClient(channel)
            .ImportDataSet(cancellationToken: cancellationToken);
        var sending = SendAsync(call.RequestStream, config, input, stopSending.Token);
        var reading = ReadAsync(call.ResponseStream, cancellationToken);
        try
        {
            await Task.WhenAny(sending, reading);
            if (IsOurFault(sending.Exception?.InnerException))
                await sending;
            return await reading;
        }
        finally
        {
            await stopSending.CancelAsync();
            call.Dispose();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A server that refuses reads no further: what sending throws then says less than the refusal.
    private static bool IsOurFault(Exception? exception) => exception is IOException or UnauthorizedAccessException;

    private async Task SendAsync(
        IClientStreamWriter<ImportDataSetRequest> requests, ImportConfig config, ImportInput input,
        CancellationToken cancellationToken)
    {
        var progress = new StepProgress(context, "KiB sent");
        await requests.WriteAsync(new ImportDataSetRequest { Config = config }, cancellationToken);
        await using var upload = new ArchiveUpload(
            requests, sent => progress.Report((int)(Math.Min(sent, input.Bytes) >> 10), (int)(input.Bytes >> 10)));
        await input.WriteToAsync(upload, cancellationToken);
        await upload.FlushAsync(cancellationToken);
        await requests.CompleteAsync();
    }

    private async Task<DataSetVersion> ReadAsync(
        IAsyncStreamReader<ImportDataSetResponse> responses, CancellationToken cancellationToken)
    {
        var (last, version) = (new ImportProgress(), default(DataSetVersion));
        await foreach (var response in responses.ReadAllAsync(cancellationToken))
        {
            version = response.Version ?? version;
            if (response.Progress is not { } progress)
                continue;
            Tell(last, progress, isLast: false);
            last = progress;
        }

        Tell(last, last, isLast: true);
        return version ?? throw new CommandFailedException("the server ended without a version", "Look at its log.");
    }

    // In place at a terminal; where output is kept, a line every thousand files.
    private void Tell(ImportProgress before, ImportProgress now, bool isLast)
    {
        var words = $"files checked: {now.Files}{(now.Faults > 0 ? $", faults: {now.Faults}" : "")}";
        if (!context.ErrorIsRedirected)
            context.Error.Write($"\r{words}{(isLast ? "\n" : "")}");
        else if (isLast || now.Files / FilesALine != before.Files / FilesALine)
            context.Error.WriteLine(words);
    }

    private static ImportFaults? FaultsOf(BadInputException exception) =>
        (exception.InnerException as RpcException)?.Trailers.GetValueBytes(FaultsTrailer) is { } bytes
            ? ImportFaults.Parser.ParseFrom(bytes)
            : null;
}
