using Google.Protobuf;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Jobs;
using JobState = Kws.TrainingOrchestrator.Jobs.JobState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Answers the calls about jobs.</summary>
internal sealed class JobCalls(
    JobStore store, JobSubmission submission, JobFolders folders, IDrainSignal drain, TimeProvider timeProvider)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
    private const int LogPiece = 32 * 1024;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(300);

    public async Task<Job> SubmitAsync(SubmitJobRequest request, string by, CancellationToken cancellationToken)
    {
        var job = await submission.ReadAsync(request, by, cancellationToken);
        var stored = await store.AddAsync(job, cancellationToken);
        // The same name for another request.
        if (stored.Id != job.Id && !JobSubmission.AsksForTheSame(stored, job))
            throw new AlreadyExistsException("job of the request", request.RequestId);
        return JobMessages.Of(stored, null);
    }

    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken) =>
        await ToMessageAsync(await FindAsync(id, cancellationToken), cancellationToken);

    public async Task<ListJobsResponse> ListAsync(ListJobsRequest request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 0 or > MaxLimit)
            throw new InvalidRequestException("limit", request.Limit, $"1 to {MaxLimit}, or 0 for {DefaultLimit}");
        JobState[] states = [.. request.States.Select(JobMessages.StateOf)];
        var jobs = await store.ListAsync(
            request.Limit == 0 ? DefaultLimit : request.Limit, states, cancellationToken);
        var response = new ListJobsResponse();
        foreach (var job in jobs)
            response.Jobs.Add(await ToMessageAsync(job, cancellationToken));
        return response;
    }

    public async Task<Job> CancelAsync(string id, CancellationToken cancellationToken) =>
        await ToMessageAsync(
            await store.CancelAsync(id, cancellationToken) ?? throw new NotFoundException("job", id),
            cancellationToken);

    /// <summary>Reads the database again and again: whichever replica works on the job.</summary>
    public async Task WatchAsync(
        string id, IServerStreamWriter<WatchJobResponse> responses, CancellationToken cancellationToken)
    {
        await FindAsync(id, cancellationToken);
        var (transitions, progressedAt) = (0, DateTimeOffset.MinValue);
        while (true)
        {
            // Read before its changes: once it has ended, all of them are there.
            var hasEnded = (await FindAsync(id, cancellationToken)).State.HasEnded();
            foreach (var message in JobMessages.InOrder(
                await store.TransitionsAsync(id, transitions, cancellationToken),
                await store.ProgressAsync(id, progressedAt, cancellationToken)))
            {
                if (message.BodyCase == WatchJobResponse.BodyOneofCase.Transition)
                    transitions++;
                else
                    progressedAt = message.Progress.At.ToDateTimeOffset();
                await responses.WriteAsync(message, cancellationToken);
            }

            if (hasEnded)
                return;
            await PauseAsync(cancellationToken);
        }
    }

    public async Task ReadLogAsync(
        ReadJobLogRequest request, IServerStreamWriter<ReadJobLogResponse> responses,
        CancellationToken cancellationToken)
    {
        if (request.FirstByte < 0)
            throw new InvalidRequestException("first_byte", request.FirstByte, "0 or more");
        await FindAsync(request.Id, cancellationToken);
        var (at, piece) = (request.FirstByte, new byte[LogPiece]);
        while (true)
        {
            var hasEnded = (await FindAsync(request.Id, cancellationToken)).State.HasEnded();
            for (var read = await ReadAtAsync(request.Id, at, piece, cancellationToken); read > 0;
                read = await ReadAtAsync(request.Id, at, piece, cancellationToken))
            {
                await responses.WriteAsync(
                    new ReadJobLogResponse { FirstByte = at, Text = ByteString.CopyFrom(piece, 0, read) },
                    cancellationToken);
                at += read;
            }

            if (hasEnded || !request.Follow)
                return;
            await PauseAsync(cancellationToken);
        }
    }

    private async Task<int> ReadAtAsync(string id, long at, byte[] piece, CancellationToken cancellationToken)
    {
        var path = folders.LogOfJob(id);
        if (!File.Exists(path))
            return 0;
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(at, file.Length);
        return await file.ReadAsync(piece, cancellationToken);
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (drain.IsDraining)
            throw new NotReadyException("the server drains; ask again, of another or of this one later");
        await Task.Delay(s_poll, timeProvider, cancellationToken);
    }

    private async Task<JobRow> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw new NotFoundException("job", id);

    private async Task<Job> ToMessageAsync(JobRow job, CancellationToken cancellationToken)
    {
        var progress = await store.ProgressAsync(job.Id, DateTimeOffset.MinValue, cancellationToken);
        return JobMessages.Of(job, progress.Count == 0 ? null : progress[^1]);
    }
}
