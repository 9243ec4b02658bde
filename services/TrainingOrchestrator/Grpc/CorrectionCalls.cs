using System.Security.Claims;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Kws.Storage.Recordings;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Correcting;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Answers the calls about corrections.</summary>
internal sealed class CorrectionCalls(
    RecordingMarks marks,
    Corrections corrections,
    MarkedRecordings recordings,
    DataSetCorrection correction,
    DataSetVersions versions,
    TrainingMetrics metrics,
    TimeProvider timeProvider,
    ProgressCalls calls)
{
    private const int MostTold = 1000;

    public async Task<MarkRecordingResponse> MarkAsync(MarkRecordingRequest request, ServerCallContext context)
    {
        var now = timeProvider.GetUtcNow();
        var id = request.EventId.Length > 0 ? request.EventId : Guid.CreateVersion7(now).ToString("N");
        var mark = await marks.ReadAsync(
            new RecordingMark(id, request.Key, request.Label, request.DataSet, context.CallerName(), now),
            context.CancellationToken);
        if (await recordings.FindAsync(request.Key, context.CancellationToken) is not { } recording
            || !await MayMarkAsync(context.Caller(), recording, context.CancellationToken))
            throw new NotFoundException("recording", request.Key);
        var stored = await corrections.AddAsync(mark, tell: true, context.CancellationToken);
        if ((stored.Key, stored.Label, stored.DataSet) != (mark.Key, mark.Label, mark.DataSet))
            throw new AlreadyExistsException("mark of the event", id);
        if (ReferenceEquals(stored, mark))
            metrics.Corrected("marked", 1);
        return new MarkRecordingResponse
        {
            Correction = Of(stored),
            Waiting = (await WaitingAsync(stored.DataSet, context.CancellationToken)).Count,
        };
    }

    public async Task<ListCorrectionsResponse> ListAsync(
        ListCorrectionsRequest request, CancellationToken cancellationToken)
    {
        var waiting = await WaitingAsync(Names.Check("data_set", request.DataSet), cancellationToken);
        var response = new ListCorrectionsResponse { Waiting = waiting.Count };
        response.Corrections.Add(waiting.Take(MostTold).Select(Of));
        return response;
    }

    public async Task CorrectAsync(
        CorrectDataSetRequest request, IServerStreamWriter<CorrectDataSetResponse> responses,
        CancellationToken cancellationToken)
    {
        Names.Check("data_set", request.DataSet);
        var counts = new ImportCounts();
        try
        {
            var corrected = await calls.RunAsync(
                token => correction.CorrectAsync(request.DataSet, counts, token),
                () => responses.WriteAsync(
                    new CorrectDataSetResponse { Progress = DataSetMessages.Of(counts).Progress }, cancellationToken),
                cancellationToken);
            await responses.WriteAsync(new CorrectDataSetResponse { Corrected = Of(corrected) }, cancellationToken);
        }
        catch (DataSetRefusedException refused)
        {
            throw new ImportRefusal(refused);
        }
    }

    // Whoever looks after data sets marks any clip; a device, whatever its scopes, what it recorded itself.
    private async Task<bool> MayMarkAsync(
        ClaimsPrincipal caller, ArchivedRecording recording, CancellationToken cancellationToken) =>
        caller.DeviceId is null || caller.MayUseDevice(await recordings.DeviceOfAsync(recording, cancellationToken));

    private async Task<IReadOnlyList<CorrectionRow>> WaitingAsync(
        string dataSet, CancellationToken cancellationToken)
    {
        var newest = await versions.FindAsync(dataSet, 0, cancellationToken)
            ?? throw new NotFoundException("data set", dataSet);
        return await corrections.WaitingAsync(dataSet, newest.Row.Version, cancellationToken);
    }

    private static CorrectedDataSet Of(CorrectedVersion corrected)
    {
        var message = new CorrectedDataSet
        {
            Version = DataSetMessages.Of(corrected.Version),
            Taken = corrected.Taken,
            SetAsideTotal = corrected.SetAside.Count,
        };
        message.SetAside.Add(corrected.SetAside.Take(MostTold)
            .Select(closed => new SetAsideCorrection { Correction = Of(closed.Mark), Reason = closed.Reason }));
        return message;
    }

    private static Correction Of(CorrectionRow mark) => new()
    {
        Key = mark.Key,
        Label = mark.Label,
        DataSet = mark.DataSet,
        EventId = mark.EventId,
        MarkedBy = mark.By,
        MarkedAt = Timestamp.FromDateTimeOffset(mark.MarkedAt),
    };
}
