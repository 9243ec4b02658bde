using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.DataSets.Archives;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Answers the calls about data sets.</summary>
internal sealed class DataSetCalls(
    DataSetImport import,
    DataSetVersions versions,
    DataSetPreparation preparation,
    IObjectStore store,
    IOptions<ImportOptions> options,
    TrainingMetrics metrics,
    ProgressCalls calls)
{
    public async Task ImportAsync(
        IAsyncStreamReader<ImportDataSetRequest> requests,
        IServerStreamWriter<ImportDataSetResponse> responses,
        CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken)
            || requests.Current.BodyCase != ImportDataSetRequest.BodyOneofCase.Config)
            throw new InvalidRequestException("body", "no config", "an ImportConfig as the first message");
        var request = Read(requests.Current.Config, requests);
        var counts = new ImportCounts();
        try
        {
            var version = await calls.RunAsync(
                token => import.ImportAsync(request, counts, token),
                () => responses.WriteAsync(DataSetMessages.Of(counts), cancellationToken),
                cancellationToken);
            metrics.Imported(version.Existed ? "existed" : "new");
            await responses.WriteAsync(DataSetMessages.Of(counts), cancellationToken);
            await responses.WriteAsync(
                new ImportDataSetResponse { Version = DataSetMessages.Of(version) }, cancellationToken);
        }
        catch (DataSetRefusedException refused)
        {
            metrics.Imported("refused");
            throw new ImportRefusal(refused);
        }
    }

    public async Task PrepareAsync(
        PrepareDataSetRequest request,
        IServerStreamWriter<PrepareDataSetResponse> responses,
        CancellationToken cancellationToken)
    {
        var version = await FindAsync(request.Name, request.Version, cancellationToken);
        var asked = new Preparation(version.Row, request.Prefix, request.Format switch
        {
            PreparedFormat.MfccJson => null,
            PreparedFormat.Recordio => DataSetMessages.Of(request.RecordIo),
            _ => throw new InvalidRequestException(
                "format", request.Format, "PREPARED_FORMAT_MFCC_JSON or PREPARED_FORMAT_RECORDIO"),
        });
        preparation.Check(asked);
        var counts = new PreparationCounts();
        var keys = await calls.RunAsync(
            token => preparation.PrepareAsync(asked, counts, token),
            () => responses.WriteAsync(Progress(counts), cancellationToken),
            cancellationToken);
        var last = Progress(counts);
        last.Keys.Add(keys);
        await responses.WriteAsync(last, cancellationToken);
    }

    public async Task<ListDataSetsResponse> ListAsync(ListDataSetsRequest request, CancellationToken cancellationToken)
    {
        if (request.Name.Length > 0)
            Names.Check("name", request.Name);
        var response = new ListDataSetsResponse();
        response.Versions.Add(
            (await versions.ListAsync(request.Name, cancellationToken)).Select(DataSetMessages.Of));
        return response;
    }

    public async Task<DataSetVersion> GetAsync(GetDataSetRequest request, CancellationToken cancellationToken) =>
        DataSetMessages.Of(await FindAsync(request.Name, request.Version, cancellationToken));

    private static PrepareDataSetResponse Progress(PreparationCounts counts) =>
        new() { FilesDone = counts.Done, Files = counts.Files };

    private async Task<StoredVersion> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        Names.Check("name", name);
        if (version < 0)
            throw new InvalidRequestException("version", version, "1 or more, or 0 for the newest");
        return await versions.FindAsync(name, version, cancellationToken)
            ?? throw new NotFoundException("data set", version == 0 ? name : $"{name} version {version}");
    }

    private ImportRequest Read(ImportConfig config, IAsyncStreamReader<ImportDataSetRequest> requests)
    {
        Names.Check("config.name", config.Name);
        var task = config.Task.ToModelTask("config.task");
        if (!(config.ValidationShare == 0 || config.ValidationShare is >= 0.05 and <= 0.5))
            throw new InvalidRequestException(
                "config.validation_share", config.ValidationShare, "0.05 to 0.5, or 0 for 0.2");
        if (config.ExpectedBytes < 0)
            throw new InvalidRequestException("config.expected_bytes", config.ExpectedBytes, "0 or more");
        if (config.ExpectedBytes > options.Value.MaxBytes)
            throw new InvalidRequestException(
                "config.expected_bytes", config.ExpectedBytes, $"at most {options.Value.MaxBytes} (Imports:MaxBytes)");
        return new ImportRequest(config.Name, task, SourceOf(config, requests), config.ValidationShare);
    }

    private IImportSource SourceOf(ImportConfig config, IAsyncStreamReader<ImportDataSetRequest> requests)
    {
        switch (config.SourceCase)
        {
            case ImportConfig.SourceOneofCase.Upload:
                return new ArchiveSource(_ => Task.FromResult<Stream>(new UploadStream(requests)),
                    DataSetMessages.Of(config.Upload), options.Value.Limits);
            case ImportConfig.SourceOneofCase.ObjectKey:
                var key = new ObjectKey(config.ObjectKey);
                return new ArchiveSource(token => store.OpenAsync(key, token), stated: null, options.Value.Limits);
            case ImportConfig.SourceOneofCase.Folder:
                return new FolderSource(FolderSource.Resolve(config.Folder, options.Value), options.Value);
            default:
                throw new InvalidRequestException("config.source", "none", "upload, object_key or folder");
        }
    }
}
