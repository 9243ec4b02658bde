using System.Diagnostics;
using System.Globalization;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.Local;

/// <summary>Runs the trainer as a child process: its JSON lines are the progress, all that it prints is the
/// log.</summary>
/// <remarks>The child ends when its standard input does, so none outlives this process however that ends.</remarks>
internal sealed class LocalTrainer(
    TrainerFolder folder,
    DataSetCopies dataSets,
    PackageStore packages,
    BaseModels bases,
    Recipes recipes,
    JobFolders folders,
    IOptions<LocalTrainerOptions> options,
    TimeProvider timeProvider,
    ILogger<LocalTrainer> logger) : ITrainingExecutor
{
    // Of the trainer's documented exit codes.
    private const int BadInput = 2;

    public string Name => "local";

    public string? Missing => folder.Path is null
        ? "Trainer:Folder: no folder 'training' with the trainer is near the program; set where it is"
        : File.Exists(options.Value.Python)
            ? null
            : $"Trainer:Python: '{options.Value.Python}' is not there; set the Python that has PyTorch";

    public void Check(AskedJob asked) => ImageClassification.RefuseElsewhere(asked, Name);

    public async Task<PreparedRun> PrepareAsync(JobRow job, CancellationToken cancellationToken)
    {
        var data = await dataSets.BringAsync(job.DataSet, job.DataSetVersion, cancellationToken).ConfigureAwait(false);
        if (!ModelReference.TryParse(job.Extends, out var name, out var version))
            return new PreparedRun(data, null);
        // Words are added to a package; else the trainer's own weights are better, where a job left them.
        if (recipes.Find(job.Task, job.Recipe).AddsWords
            || !await packages.HasWeightsAsync(job.Task, name, version, cancellationToken).ConfigureAwait(false))
            return new PreparedRun(data, await bases.BringAsync(
                job.Task, name, version, Path.Combine(folders.Of(job.Id), "base"), cancellationToken)
                .ConfigureAwait(false));
        var weights = Path.Combine(folders.Of(job.Id), "start.pt");
        await packages.BringWeightsAsync(job.Task, name, version, weights, cancellationToken).ConfigureAwait(false);
        return new PreparedRun(data, weights);
    }

    /// <summary>Nothing runs elsewhere.</summary>
    public Task<string> StopAsync(JobRow job, CancellationToken cancellationToken) => Task.FromResult("");

    public async Task<TrainedModel> TrainAsync(
        TrainingRun run, ITrainingListener told, CancellationToken cancellationToken)
    {
        if (Missing is { } missing)
            throw new JobFailedException(missing);
        Directory.CreateDirectory(run.Output);
        await using var log = new JobLog(run.Log);
        using var trainer = Process.Start(StartInfo(run))
            ?? throw new InvalidOperationException($"{options.Value.Python} did not start");
        var lines = new TrainerLines(run.Job.Id, told, log, logger);
        var reading = Task.WhenAll(
            lines.ReadProgressAsync(trainer.StandardOutput, CancellationToken.None),
            lines.ReadErrorsAsync(trainer.StandardError));
        try
        {
            await trainer.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(run.Job.Id, trainer).ConfigureAwait(false);
            throw;
        }

        await reading.ConfigureAwait(false);
        return new TrainedModel(PackageOf(trainer.ExitCode, lines));
    }

    private static string PackageOf(int exitCode, TrainerLines lines)
    {
        if (exitCode == 0)
            return lines.Package ?? throw new JobFailedException("the trainer ended without naming its package");
        var reason = lines.Failure ?? lines.LastError ?? "it printed no reason";
        if (exitCode == BadInput)
            throw new JobFailedException(reason);
        throw new InvalidOperationException($"the trainer ended with exit code {exitCode}: {reason}");
    }

    private ProcessStartInfo StartInfo(TrainingRun run)
    {
        string[] nice = options.Value.Nice == 0 || OperatingSystem.IsWindows()
            ? []
            : ["nice", "-n", options.Value.Nice.ToString(CultureInfo.InvariantCulture)];
        string[] command =
        [
            .. nice, options.Value.Python, "-m", "kws_training", "train",
            "--task", run.Job.Task.ToName(), "--recipe", run.Recipe, "--data", run.Data,
            "--output", run.Output, "--checkpoints", run.Checkpoints,
            "--threads", options.Value.Threads.ToString(CultureInfo.InvariantCulture), "--end-with-input",
            .. run.Settings.SelectMany(setting => (string[])["--set", $"{setting.Key}={setting.Value}"]),
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder.Path!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["PYTHONUNBUFFERED"] = "1";
        return start;
    }

    // Its input ends, which it takes as a request: it stops after the batch that it is in.
    private async Task StopAsync(string jobId, Process trainer)
    {
        trainer.StandardInput.Close();
        try
        {
            await trainer.WaitForExitAsync(CancellationToken.None)
                .WaitAsync(options.Value.StopPatience, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            trainer.Kill(entireProcessTree: true);
            await trainer.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            TrainingLog.TrainerKilled(logger, jobId);
        }
    }
}
