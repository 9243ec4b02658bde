using System.Runtime.CompilerServices;
using System.Security.Claims;
using Kws.Gateway.Http.Jobs;
using Kws.Training.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Asks for training jobs, for a caller. Everything throws <see cref="global::Grpc.Core.RpcException"/> as the
/// proto says.</summary>
internal sealed class JobCalls(Training.V1.Training.TrainingClient training, CallerHeaders headers)
{
    public async Task<JobAnswer> SubmitAsync(
        JobRequest request, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var message = new SubmitJobRequest
        {
            RequestId = request.RequestId,
            Task = TaskNames.Read("task", request.Task),
            DataSet = request.DataSet,
            DataSetVersion = request.DataSetVersion,
            Recipe = request.Recipe,
            Executor = request.Executor,
            ModelName = request.ModelName,
            Extends = request.Extends,
            MaxAttempts = request.MaxAttempts,
        };
        foreach (var (name, value) in request.Hyperparameters)
            message.Hyperparameters.Add(name, value);
        return Read(await training.SubmitJobAsync(
            message, headers.Of(caller), cancellationToken: cancellationToken));
    }

    /// <summary>The newest first.</summary>
    /// <param name="limit">1 to 500; 0: 50.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<JobAnswer>> ListAsync(
        int limit, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.ListJobsAsync(
            new ListJobsRequest { Limit = limit }, headers.Of(caller), cancellationToken: cancellationToken);
        return [.. answer.Jobs.Select(Read)];
    }

    public async Task<JobAnswer> GetAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        Read(await training.GetJobAsync(
            new GetJobRequest { Id = id }, headers.Of(caller), cancellationToken: cancellationToken));

    /// <summary>Asks for its end: a running one ends soon after.</summary>
    public async Task<JobAnswer> CancelAsync(
        string id, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        Read(await training.CancelJobAsync(
            new CancelJobRequest { Id = id }, headers.Of(caller), cancellationToken: cancellationToken));

    /// <summary>Its changes from the first on, until it has ended.</summary>
    public async IAsyncEnumerable<JobChange> WatchAsync(
        string id, ClaimsPrincipal caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = training.WatchJob(
            new WatchJobRequest { Id = id }, headers.Of(caller), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return Read(call.ResponseStream.Current);
    }

    /// <summary>What its executor printed: UTF-8, cut anywhere.</summary>
    /// <param name="id">Of the job.</param>
    /// <param name="firstByte">From there on.</param>
    /// <param name="follow">Until the job has ended.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLogAsync(
        string id, long firstByte, bool follow, ClaimsPrincipal caller,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = training.ReadJobLog(
            new ReadJobLogRequest { Id = id, FirstByte = firstByte, Follow = follow },
            headers.Of(caller), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return call.ResponseStream.Current.Text.Memory;
    }

    private static JobAnswer Read(Job job) => new(
        job.Id, TaskNames.Of(job.Task), TaskNames.Of(job.State), job.Reason, job.DataSet, job.DataSetVersion,
        job.Recipe, new Dictionary<string, string>(job.Hyperparameters), job.Executor, job.Attempt, job.MaxAttempts,
        job.CancelRequested, job.Extends, job.ModelName, job.ModelVersion,
        job.Progress is { } progress ? Read(progress) : null,
        TaskNames.Time(job.CreatedAt), TaskNames.Time(job.StartedAt), TaskNames.Time(job.EndedAt));

    private static JobChange Read(WatchJobResponse change) => change.Transition is { } moved
        ? new JobChange(new TransitionAnswer(
            TaskNames.Of(moved.From), TaskNames.Of(moved.To), moved.Reason, TaskNames.Time(moved.At)), null)
        : new JobChange(null, Read(change.Progress));

    private static ProgressAnswer Read(JobProgress progress) => new(
        progress.Epoch, progress.Epochs, progress.Loss, progress.Accuracy, progress.LearningRate,
        progress.Left?.ToTimeSpan().TotalSeconds, TaskNames.Time(progress.At));
}
