using System.Security.Claims;
using Google.Protobuf;
using Kws.Gateway.Http.DataSets;
using Kws.Training.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Asks for data sets and their corrections, for a caller. Everything throws
/// <see cref="global::Grpc.Core.RpcException"/> as the proto says.</summary>
internal sealed class DataSetCalls(Training.V1.Training.TrainingClient training, CallerHeaders headers)
{
    private const int BlockBytes = 256 * 1024;

    /// <param name="name">Empty: all.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<DataSetAnswer>> ListAsync(
        string name, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.ListDataSetsAsync(
            new ListDataSetsRequest { Name = name }, headers.Of(caller), cancellationToken: cancellationToken);
        return [.. answer.Versions.Select(Read)];
    }

    /// <param name="name">Of the data set.</param>
    /// <param name="version">0: the newest.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DataSetAnswer> GetAsync(
        string name, int version, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        Read(await training.GetDataSetAsync(new GetDataSetRequest { Name = name, Version = version },
            headers.Of(caller), cancellationToken: cancellationToken));

    /// <summary>Takes an archive (.tar, .tar.gz or .zip) into a new version.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="task">As <see cref="TaskNames"/> has it.</param>
    /// <param name="validationShare">0: the server's.</param>
    /// <param name="read">Reads the next bytes of the archive into what it is given; 0 at its end.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DataSetAnswer> ImportAsync(
        string name, string task, double validationShare, Func<Memory<byte>, Task<int>> read, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        using var call = training.ImportDataSet(headers.Of(caller), cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(new ImportDataSetRequest
        {
            Config = new ImportConfig
            {
                Name = name,
                Task = TaskNames.Read("task", task),
                Upload = ArchiveKind.Unspecified,
                ValidationShare = validationShare,
            },
        }, cancellationToken);
        var sending = SendAsync(call.RequestStream, read, cancellationToken);
        DataSetVersion? version = null;
        while (await call.ResponseStream.MoveNext(cancellationToken))
            version = call.ResponseStream.Current.Version ?? version;
        await sending;
        return Read(version!);
    }

    public async Task<CorrectionAnswer> MarkAsync(
        string key, string label, string dataSet, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.MarkRecordingAsync(
            new MarkRecordingRequest { Key = key, Label = label, DataSet = dataSet },
            headers.Of(caller), cancellationToken: cancellationToken);
        return Read(answer.Correction);
    }

    /// <summary>Corrections that the newest version does not have yet, the oldest first.</summary>
    public async Task<IReadOnlyList<CorrectionAnswer>> ListCorrectionsAsync(
        string dataSet, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.ListCorrectionsAsync(new ListCorrectionsRequest { DataSet = dataSet },
            headers.Of(caller), cancellationToken: cancellationToken);
        return [.. answer.Corrections.Select(Read)];
    }

    /// <summary>Makes a version of the newest one's files and the waiting corrections.</summary>
    public async Task<CorrectedAnswer> CorrectAsync(
        string dataSet, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        using var call = training.CorrectDataSet(new CorrectDataSetRequest { DataSet = dataSet },
            headers.Of(caller), cancellationToken: cancellationToken);
        CorrectedDataSet? corrected = null;
        while (await call.ResponseStream.MoveNext(cancellationToken))
            corrected = call.ResponseStream.Current.Corrected ?? corrected;
        return new CorrectedAnswer(Read(corrected!.Version), corrected.Taken,
            [.. corrected.SetAside.Select(left => new SetAsideAnswer(Read(left.Correction), left.Reason))]);
    }

    private static async Task SendAsync(
        global::Grpc.Core.IClientStreamWriter<ImportDataSetRequest> requests, Func<Memory<byte>, Task<int>> read,
        CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        while (await read(block) is > 0 and var length)
        {
            await requests.WriteAsync(
                new ImportDataSetRequest { Chunk = ByteString.CopyFrom(block, 0, length) }, cancellationToken);
        }
        await requests.CompleteAsync();
    }

    private static DataSetAnswer Read(DataSetVersion version) => new(
        version.Name, version.Version, TaskNames.Of(version.Task),
        [.. version.Labels.Select(count => new LabelAnswer(count.Label, count.Training, count.Validation))],
        version.Files, version.Bytes, version.ContentSha256, TaskNames.Time(version.CreatedAt), version.Existed);

    private static CorrectionAnswer Read(Correction correction) => new(
        correction.Key, correction.Label, correction.DataSet, correction.MarkedBy,
        TaskNames.Time(correction.MarkedAt));
}
