using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Executors;

/// <summary>Where training runs.</summary>
internal interface ITrainingExecutor
{
    /// <summary>As jobs name it: "local" or "sagemaker".</summary>
    string Name { get; }

    /// <summary>Why it cannot be used, and what to set; null: it can.</summary>
    string? Missing { get; }

    /// <summary>Checks what the executor alone knows of a job, before it is stored.</summary>
    /// <exception cref="ServiceDefaults.Errors.InvalidRequestException">A field with a value that it does not
    /// take.</exception>
    void Check(AskedJob asked);

    /// <summary>Brings data and weights to where they are trained, unless they are there.</summary>
    Task<PreparedRun> PrepareAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Trains, from the checkpoint of an earlier attempt where there is one, or follows what an earlier call
    /// for the job began.</summary>
    /// <param name="run">What to train.</param>
    /// <param name="told">Receives every epoch, and the executor's own name of the run before it begins.</param>
    /// <param name="cancellationToken">Ends the call: what runs on this machine with it, what runs elsewhere goes
    /// on.</param>
    /// <exception cref="JobFailedException">It would fail again: bad data, a recipe with faults.</exception>
    Task<TrainedModel> TrainAsync(TrainingRun run, ITrainingListener told, CancellationToken cancellationToken);

    /// <summary>Ends what runs elsewhere for a job whose end was asked for; returns when it has ended.</summary>
    /// <returns>What people should know besides, such as that it could not be ended; empty: nothing.</returns>
    Task<string> StopAsync(JobRow job, CancellationToken cancellationToken);
}

/// <summary>A job as it is submitted.</summary>
/// <param name="Recipe">How it is trained.</param>
/// <param name="Settings">The client's hyperparameters.</param>
/// <param name="Extends">Model to start from; empty: none.</param>
/// <param name="Labels">Labels of the data set.</param>
/// <param name="TrainingFiles">Files of its training part.</param>
internal sealed record AskedJob(
    Recipe Recipe, IReadOnlyDictionary<string, string> Settings, string Extends, int Labels, int TrainingFiles);

/// <summary>What a run needs, where it trains.</summary>
/// <param name="Data">The data set, as the executor's trainer finds it.</param>
/// <param name="Weights">What it starts from, as the trainer finds it; null: nothing.</param>
internal sealed record PreparedRun(string Data, string? Weights);

/// <summary>What an executor is asked for.</summary>
/// <param name="Job">The job.</param>
/// <param name="Data">The data set, as the executor prepared it.</param>
/// <param name="Recipe">File of the recipe; empty: the executor's own.</param>
/// <param name="Settings">Set over the recipe's, among them name and version of the model.</param>
/// <param name="Folder">The job's own folder, for output, checkpoints and log.</param>
internal sealed record TrainingRun(
    JobRow Job, string Data, string Recipe, IReadOnlyDictionary<string, string> Settings, string Folder)
{
    public string Output => Path.Combine(Folder, "output");

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    public string Log => JobFolders.LogOf(Folder);
}

/// <summary>What a run left.</summary>
/// <param name="Package">The package's folder on this machine; null: it made none.</param>
/// <param name="Instead">What became of the model where there is no package, for people.</param>
internal sealed record TrainedModel(string? Package, string Instead = "");

/// <summary>Told of what happens in a run.</summary>
internal interface ITrainingListener
{
    /// <summary>A run of this name, the executor's own, is about to begin: from now on it may be there.</summary>
    Task BeginsAsync(string externalId, CancellationToken cancellationToken);

    /// <summary>An epoch ended.</summary>
    Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken);
}

/// <summary>What an epoch brought.</summary>
/// <param name="Epoch">1 to <paramref name="Epochs"/>.</param>
/// <param name="Epochs">Of the run.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Accuracy">On the validation part, 0 to 1.</param>
/// <param name="LearningRate">At its end.</param>
/// <param name="Duration">That it took.</param>
internal sealed record TrainedEpoch(
    int Epoch, int Epochs, double Loss, double Accuracy, double LearningRate, TimeSpan Duration);
