using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Contracts;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Sends a folder or an archive to the server, which makes a version of a data set of it. Progress goes to
/// standard error.</summary>
/// <param name="context">The process.</param>
/// <param name="json">Faults as JSON instead of a table.</param>
internal sealed class DataSetImporter(CliContext context, bool json)
{
    private const string FaultsTrailer = "kws-faults-bin";
    private const int FilesALine = 1_000;

    /// <exception cref="BadInputException">Files that cannot be used; each was written to standard output.</exception>
    public async Task<DataSetVersion> ImportAsync(
        ServerEndpoint server, ImportConfig config, ImportInput input, CancellationToken cancellationToken)
    {
        try
        {
            return await ServerSession.UseAsync(
                server, cancellationToken, channel => SendAsync(channel, config, input, cancellationToken));
        }
        catch (BadInputException e) when (FaultsOf(e) is { } faults)
        {
            Report.OfDocument(DataSetTable.ToDocument(faults)).Add(DataSetTable.Of(faults)).WriteTo(context, json);
            throw;
        }
    }

    private async Task<DataSetVersion> SendAsync(
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
        await requests.WriteOrLeaveAsync(new ImportDataSetRequest { Config = config }, cancellationToken);
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
