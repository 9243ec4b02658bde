using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>SageMaker's training jobs: begins, finds, follows and stops them, and is patient with what may
/// pass.</summary>
/// <remarks>All throw <see cref="JobFailedException"/> where SageMaker refuses for good, and
/// <see cref="SageMakerAwayException"/> once <see cref="SageMakerOptions.Patience"/> is over.</remarks>
internal sealed class RemoteJobs(
    SageMakerConnection connection,
    IOptions<SageMakerOptions> options,
    TimeProvider timeProvider,
    ILogger<RemoteJobs> logger)
{
    /// <summary>Begins a job; one of the name that is there already is this one, begun by a process that was
    /// killed.</summary>
    public async Task BeginAsync(CreateTrainingJobRequest request, JobLog log, CancellationToken cancellationToken)
    {
        var name = request.TrainingJobName!;
        // Not broken off: whether the job is there must be known before anything else is done about it.
        var begun = await CallAsync(
            new RemoteCall($"begin {name}", name) { Expected = fault => fault is ResourceInUseException },
            () => connection.Client.CreateTrainingJobAsync(request, CancellationToken.None), log, cancellationToken)
            .ConfigureAwait(false);
        await log.WriteLineAsync(begun is null
            ? $"SageMaker: {name} is there already and is followed"
            : $"SageMaker: {name} has begun").ConfigureAwait(false);
        TrainingLog.TrainingJobBegun(logger, name, begun is null ? "it was there" : "new");
    }

    /// <summary>Null: there is none of the name.</summary>
    public Task<DescribeTrainingJobResponse?> FindAsync(string name, JobLog log, CancellationToken cancellationToken) =>
        CallAsync(
            new RemoteCall($"look at {name}", name) { Expected = SageMakerFaults.IsUnknown },
            () => DescribeAsync(name, cancellationToken), log, cancellationToken);

    /// <summary>Looks at a job again and again until it has ended.</summary>
    /// <param name="name">Of a job that was begun: that it is not known may pass.</param>
    /// <param name="look">Told of each look; returns whether something changed.</param>
    /// <param name="log">Told of what fails.</param>
    /// <param name="cancellationToken">Ends the looking, not the job.</param>
    public async Task<DescribeTrainingJobResponse> FollowAsync(
        string name, Func<DescribeTrainingJobResponse, Task<bool>> look, JobLog log,
        CancellationToken cancellationToken)
    {
        var call = new RemoteCall($"look at {name}, which may still run", name) { Passes = SageMakerFaults.IsUnknown };
        var pace = PaceOf(name);
        while (true)
        {
            var seen = (await CallAsync(call, () => DescribeAsync(name, cancellationToken), log, cancellationToken)
                .ConfigureAwait(false))!;
            if (await look(seen).ConfigureAwait(false))
                pace.Restart();
            if (HasEnded(seen))
                return seen;
            await Task.Delay(pace.Next(), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks a job to stop; one that has ended is left as it is.</summary>
    public async Task StopAsync(string name, JobLog log, CancellationToken cancellationToken)
    {
        await CallAsync(
            new RemoteCall($"stop {name}", name) { Expected = SageMakerFaults.IsRefusedState },
            () => connection.Client.StopTrainingJobAsync(
                new StopTrainingJobRequest { TrainingJobName = name }, cancellationToken),
            log, cancellationToken).ConfigureAwait(false);
        await log.WriteLineAsync($"SageMaker: {name} was asked to stop").ConfigureAwait(false);
    }

    public static bool HasEnded(DescribeTrainingJobResponse seen) =>
        seen.TrainingJobStatus == TrainingJobStatus.Completed || seen.TrainingJobStatus == TrainingJobStatus.Failed
        || seen.TrainingJobStatus == TrainingJobStatus.Stopped;

    private Task<DescribeTrainingJobResponse> DescribeAsync(string name, CancellationToken cancellationToken) =>
        connection.Client.DescribeTrainingJobAsync(
            new DescribeTrainingJobRequest { TrainingJobName = name }, cancellationToken);

    private PollPace PaceOf(string name) => new(options.Value.Poll, options.Value.MaxPoll, name);

    private async Task<T?> CallAsync<T>(
        RemoteCall remote, Func<Task<T>> call, JobLog log, CancellationToken cancellationToken)
        where T : class
    {
        var since = timeProvider.GetTimestamp();
        for (var pace = PaceOf(remote.Name); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (remote.Expected(e))
            {
                return null;
            }
            catch (Exception e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ThrowUnlessItMayPass(e, remote, timeProvider.GetElapsedTime(since));
                await log.WriteLineAsync($"SageMaker: cannot {remote.Doing}: {SageMakerFaults.Text(e)}; tried again")
                    .ConfigureAwait(false);
                TrainingLog.SageMakerAway(logger, remote.Doing, SageMakerFaults.Text(e));
            }

            await Task.Delay(pace.Next(), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ThrowUnlessItMayPass(Exception fault, RemoteCall remote, TimeSpan waited)
    {
        var region = options.Value.Region;
        if (!SageMakerFaults.MayPass(fault) && !remote.Passes(fault))
            throw new JobFailedException(
                $"SageMaker in {region} refused to {remote.Doing}: {SageMakerFaults.Text(fault)}", fault);
        if (waited >= options.Value.Patience)
            throw new SageMakerAwayException(
                $"SageMaker in {region}: cannot {remote.Doing}: {SageMakerFaults.Text(fault)}", fault);
    }

    /// <param name="Doing">For people: "stop kws-1-1".</param>
    /// <param name="Name">Of the job.</param>
    private sealed record RemoteCall(string Doing, string Name)
    {
        /// <summary>Faults that are an answer.</summary>
        public Func<Exception, bool> Expected { get; init; } = _ => false;

        /// <summary>Faults that may pass besides.</summary>
        public Func<Exception, bool> Passes { get; init; } = _ => false;
    }
}
