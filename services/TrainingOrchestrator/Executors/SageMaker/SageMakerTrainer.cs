using System.Globalization;
using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Kws.ServiceDefaults.Errors;
using Kws.Settings;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Trains on Amazon SageMaker: the project's own trainer in script mode or, for the recipe
/// <c>image-classification</c>, SageMaker's own algorithm.</summary>
/// <remarks>
/// A training job has a name made of job and attempt. Whoever works on the job, after whatever end of the process
/// before, finds it by that name and follows it: none is paid for twice. A new one is begun only where the newest
/// earlier one has ended without a model.
/// </remarks>
internal sealed class SageMakerTrainer(
    RemoteJobs remote,
    TrainingJobRequests requests,
    SageMakerData data,
    TrainerSource source,
    TrainedArtefact artefact,
    S3Addresses addresses,
    JobFolders folders,
    IOptions<SageMakerOptions> options) : ITrainingExecutor
{
    private const int LongestReason = 2_000;
    private const int OwnHyperParameters = 10;
    private const string ValidationAccuracy = "validation:accuracy";

    // Of the prefixes of FailureReason: what another attempt would meet again.
    private static readonly string[] s_final = ["ClientError", "AlgorithmError"];

    public string Name => "sagemaker";

    public string? Missing => options.Value.Role.Length == 0
        ? "SageMaker:Role: not set; set the role that SageMaker takes on"
        : addresses.Root is null
            ? "Storage:S3:Bucket: not set; set the bucket of the store, or SageMaker:Bucket where SageMaker sees it"
            : null;

    public void Check(AskedJob asked)
    {
        if (asked.Recipe.Name == ImageClassification.RecipeName)
        {
            if (AlgorithmImage is null)
                throw NotSetUp($"SageMaker:AlgorithmImage: that of {options.Value.Region} is not known; set it");
            ImageClassification.Check(asked);
            return;
        }

        if (options.Value.TrainerImage.Length == 0)
            throw NotSetUp("SageMaker:TrainerImage: not set; set the image that the trainer runs in");
        ImageClassification.RefuseHyperParameters(asked);
        CheckSizes(asked.Settings);
    }

    public async Task<PreparedRun> PrepareAsync(JobRow job, CancellationToken cancellationToken) =>
        job.Recipe == ImageClassification.RecipeName
            ? new PreparedRun(await data.RecordIoAsync(job, cancellationToken).ConfigureAwait(false), null)
            : new PreparedRun(
                await data.FilesAsync(job, cancellationToken).ConfigureAwait(false),
                WeightsOf(job) is { } weights ? TrainingJobRequests.WeightsAt(weights) : null);

    public async Task<TrainedModel> TrainAsync(
        TrainingRun run, ITrainingListener told, CancellationToken cancellationToken)
    {
        if (Missing is { } missing)
            throw new JobFailedException(missing);
        await using var log = new JobLog(run.Log);
        var teller = new RunTeller(log, told);
        var name = await BeginAsync(run, told, log, cancellationToken).ConfigureAwait(false);
        var ended = await remote.FollowAsync(
            name, seen => teller.TellAsync(seen, cancellationToken), log, cancellationToken).ConfigureAwait(false);
        if (ended.TrainingJobStatus != TrainingJobStatus.Completed)
            throw EndOf(name, ended);
        return run.Job.Recipe == ImageClassification.RecipeName
            ? await KeepAsync(run, ended, teller, cancellationToken).ConfigureAwait(false)
            : new TrainedModel(await artefact.BringAsync(
                run, ended.ModelArtifacts?.S3ModelArtifacts, teller, log, cancellationToken).ConfigureAwait(false));
    }

    public async Task<string> StopAsync(JobRow job, CancellationToken cancellationToken)
    {
        // Before its first training nothing is there, and after it nothing runs.
        if (job.State != JobState.Training && job.Attempt == 1)
            return "";
        await using var log = new JobLog(JobFolders.LogOf(folders.Of(job.Id)));
        var name = TrainingJobRequests.NameOf(job, job.Attempt);
        try
        {
            if (await NewestAsync(job, job.Attempt, log, cancellationToken).ConfigureAwait(false) is not { } found
                || RemoteJobs.HasEnded(found.Seen))
                return "";
            name = found.Name;
            await remote.StopAsync(name, log, cancellationToken).ConfigureAwait(false);
            var teller = new RunTeller(log, new NoListener());
            await remote.FollowAsync(name, seen => teller.TellAsync(seen, cancellationToken), log, cancellationToken)
                .ConfigureAwait(false);
            return "";
        }
        catch (Exception e) when (e is JobFailedException or SageMakerAwayException)
        {
            return $"{name} may still run: {e.Message}";
        }
    }

    private string? AlgorithmImage => options.Value.AlgorithmImage.Length > 0
        ? options.Value.AlgorithmImage
        : AlgorithmImages.Of(options.Value.Region);

    private async Task<string> BeginAsync(
        TrainingRun run, ITrainingListener told, JobLog log, CancellationToken cancellationToken)
    {
        var job = run.Job;
        if (await NewestAsync(job, job.Attempt - 1, log, cancellationToken).ConfigureAwait(false) is { } earlier
            && (!RemoteJobs.HasEnded(earlier.Seen)
                || earlier.Seen.TrainingJobStatus == TrainingJobStatus.Completed))
        {
            await log.WriteLineAsync($"SageMaker: {earlier.Name} is there and is followed").ConfigureAwait(false);
            return earlier.Name;
        }

        var name = TrainingJobRequests.NameOf(job, job.Attempt);
        var request = await RequestAsync(name, run, cancellationToken).ConfigureAwait(false);
        await told.BeginsAsync(name, cancellationToken).ConfigureAwait(false);
        await remote.BeginAsync(request, log, cancellationToken).ConfigureAwait(false);
        return name;
    }

    private async Task<CreateTrainingJobRequest> RequestAsync(
        string name, TrainingRun run, CancellationToken cancellationToken)
    {
        if (run.Job.Recipe != ImageClassification.RecipeName)
            return requests.ForTrainer(
                name, run, await source.PutAsync(cancellationToken).ConfigureAwait(false), WeightsOf(run.Job));
        var asked = await data.AskedAsync(run.Job, cancellationToken).ConfigureAwait(false);
        return requests.ForAlgorithm(
            name,
            AlgorithmImage ?? throw new JobFailedException("SageMaker:AlgorithmImage: not set"),
            run.Data, ImageClassification.HyperParametersOf(asked));
    }

    // The newest training job of the job's, of an attempt up to a number.
    private async Task<(string Name, DescribeTrainingJobResponse Seen)?> NewestAsync(
        JobRow job, int attempt, JobLog log, CancellationToken cancellationToken)
    {
        for (; attempt > 0; attempt--)
        {
            var name = TrainingJobRequests.NameOf(job, attempt);
            if (await remote.FindAsync(name, log, cancellationToken).ConfigureAwait(false) is { } seen)
                return (name, seen);
        }

        return null;
    }

    private async Task<TrainedModel> KeepAsync(
        TrainingRun run, DescribeTrainingJobResponse ended, RunTeller told, CancellationToken cancellationToken)
    {
        var kept = await artefact.FindAsync(ended.ModelArtifacts?.S3ModelArtifacts, cancellationToken)
            .ConfigureAwait(false);
        var accuracy = ended.FinalMetricDataList?.LastOrDefault(figure => figure.MetricName == ValidationAccuracy);
        if (accuracy?.Value is { } measured)
        {
            var asked = await data.AskedAsync(run.Job, cancellationToken).ConfigureAwait(false);
            var epochs = int.Parse(
                ImageClassification.HyperParametersOf(asked)["epochs"], CultureInfo.InvariantCulture);
            // The algorithm tells neither loss nor the epoch.
            await told.EpochAsync(
                new TrainedEpoch(epochs, epochs, 0, measured, 0, TimeSpan.Zero), cancellationToken)
                .ConfigureAwait(false);
        }

        return new TrainedModel(null,
            $"trained; {ImageClassification.RecipeName} makes a model of MXNet's and the mesh serves ONNX packages "
            + $"only: it is kept at {kept.Key} in the object store, {kept.Bytes} bytes");
    }

    private Exception EndOf(string name, DescribeTrainingJobResponse ended)
    {
        var reason = Printable.Text(ended.FailureReason ?? "no reason is told", LongestReason);
        if (ended.TrainingJobStatus == TrainingJobStatus.Failed)
            return s_final.Any(prefix => reason.StartsWith(prefix, StringComparison.Ordinal))
                ? new JobFailedException($"{name} failed: {reason}")
                : new InvalidOperationException($"{name} failed: {reason}");
        return new JobFailedException(ended.SecondaryStatus?.Value switch
        {
            "MaxRuntimeExceeded" => $"{name} was stopped: it ran for SageMaker:MaxRuntime, "
                + Duration.Text(options.Value.MaxRuntime),
            "MaxWaitTimeExceeded" => $"{name} was stopped: it waited and ran for SageMaker:MaxWait, "
                + Duration.Text(options.Value.MaxWait),
            _ => $"{name} was stopped, and not by this service",
        });
    }

    private static ObjectKey? WeightsOf(JobRow job) =>
        ModelReference.TryParse(job.Extends, out var name, out var version)
            ? PackageStore.WeightsOf(job.Task, name, version)
            : null;

    // Name, version and start are set besides, and what script mode needs.
    private static void CheckSizes(IReadOnlyDictionary<string, string> settings)
    {
        const int Most = TrainingJobRequests.MaxHyperParameters - OwnHyperParameters;
        if (settings.Count > Most)
            throw new InvalidRequestException(
                "hyperparameters", settings.Count, $"at most {Most} on the executor sagemaker");
        foreach (var (key, value) in settings)
            if (TrainingJobRequests.Quoted(value).Length is var length and > TrainingJobRequests.MaxValueLength)
                throw new InvalidRequestException(
                    $"hyperparameters[{key}]", $"{length} characters as JSON",
                    $"at most {TrainingJobRequests.MaxValueLength} on the executor sagemaker");
    }

    private InvalidRequestException NotSetUp(string what) =>
        new("executor", Name, $"one that is set up; {what}");

    private sealed class NoListener : ITrainingListener
    {
        public Task BeginsAsync(string externalId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
