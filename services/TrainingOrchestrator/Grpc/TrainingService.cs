using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>The gRPC face of the service; statuses are documented in the proto. Each capability answers its own
/// calls.</summary>
internal sealed class TrainingService(
    DataSetCalls dataSets, JobCalls jobs, ModelCalls models, TrialCalls trials, CorrectionCalls corrections)
    : Kws.Training.V1.Training.TrainingBase
{
    /// <inheritdoc/>
    public override Task ImportDataSet(
        IAsyncStreamReader<ImportDataSetRequest> requestStream,
        IServerStreamWriter<ImportDataSetResponse> responseStream,
        ServerCallContext context) =>
        dataSets.ImportAsync(requestStream, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task PrepareDataSet(
        PrepareDataSetRequest request,
        IServerStreamWriter<PrepareDataSetResponse> responseStream,
        ServerCallContext context) =>
        dataSets.PrepareAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListDataSetsResponse> ListDataSets(ListDataSetsRequest request, ServerCallContext context) =>
        dataSets.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<DataSetVersion> GetDataSet(GetDataSetRequest request, ServerCallContext context) =>
        dataSets.GetAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Job> SubmitJob(SubmitJobRequest request, ServerCallContext context) =>
        jobs.SubmitAsync(request, context.CallerName(), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Job> GetJob(GetJobRequest request, ServerCallContext context) =>
        jobs.GetAsync(request.Id, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) =>
        jobs.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchJob(
        WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context) =>
        jobs.WatchAsync(request.Id, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Job> CancelJob(CancelJobRequest request, ServerCallContext context) =>
        jobs.CancelAsync(request.Id, context.CancellationToken);

    /// <inheritdoc/>
    public override Task ReadJobLog(
        ReadJobLogRequest request, IServerStreamWriter<ReadJobLogResponse> responseStream, ServerCallContext context) =>
        jobs.ReadLogAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Model> PublishModel(
        IAsyncStreamReader<PublishModelRequest> requestStream, ServerCallContext context) =>
        models.PublishAsync(requestStream, context);

    /// <inheritdoc/>
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        models.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        models.GetAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<DiffModelsResponse> DiffModels(DiffModelsRequest request, ServerCallContext context) =>
        models.DiffAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Promotion> PromoteModel(PromoteModelRequest request, ServerCallContext context) =>
        models.PromoteAsync(request, context);

    /// <inheritdoc/>
    public override Task<Promotion> RollBackModel(RollBackModelRequest request, ServerCallContext context) =>
        models.RollBackAsync(request, context);

    /// <inheritdoc/>
    public override Task WatchPromotion(
        WatchPromotionRequest request, IServerStreamWriter<Promotion> responseStream, ServerCallContext context) =>
        models.WatchAsync(request.Id, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ResolveModelResponse> ResolveModel(ResolveModelRequest request, ServerCallContext context) =>
        models.ResolveAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListTrialsResponse> ListTrials(ListTrialsRequest request, ServerCallContext context) =>
        trials.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Trial> WithdrawTrial(WithdrawTrialRequest request, ServerCallContext context) =>
        trials.WithdrawAsync(request, context);

    /// <inheritdoc/>
    public override Task<FollowTrialResponse> FollowTrial(FollowTrialRequest request, ServerCallContext context) =>
        trials.FollowAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<MarkRecordingResponse> MarkRecording(
        MarkRecordingRequest request, ServerCallContext context) => corrections.MarkAsync(request, context);

    /// <inheritdoc/>
    public override Task<ListCorrectionsResponse> ListCorrections(
        ListCorrectionsRequest request, ServerCallContext context) =>
        corrections.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task CorrectDataSet(
        CorrectDataSetRequest request, IServerStreamWriter<CorrectDataSetResponse> responseStream,
        ServerCallContext context) =>
        corrections.CorrectAsync(request, responseStream, context.CancellationToken);
}
