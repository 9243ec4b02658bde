using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Executors;

/// <summary>Where training runs.</summary>
internal interface ITrainingExecutor
{
    /// <summary>As jobs name it: "local" or "sagemaker".</summary>
    string Name { get; }

    /// <summary>Why it cannot be used, and what to set; null: it can.</summary>
    string? Missing { get; }

    /// <summary>Trains, from the checkpoint of an earlier attempt where there is one.</summary>
    /// <param name="run">What to train.</param>
    /// <param name="told">Receives every epoch, and the executor's own name of the run once it has one.</param>
    /// <param name="cancellationToken">Ends the run, within the executor's patience.</param>
    /// <returns>The package's folder on this machine.</returns>
    /// <exception cref="Jobs.JobFailedException">It would fail again: bad data, a recipe with faults.</exception>
    Task<string> TrainAsync(TrainingRun run, ITrainingListener told, CancellationToken cancellationToken);
}

/// <summary>What an executor is asked for.</summary>
/// <param name="Job">The job.</param>
/// <param name="Data">Folder of the data set, as the trainer reads it.</param>
/// <param name="Recipe">File of the recipe.</param>
/// <param name="Settings">Set over the recipe's, among them name and version of the model.</param>
/// <param name="Folder">The job's own folder, for output, checkpoints and log.</param>
internal sealed record TrainingRun(
    JobRow Job, string Data, string Recipe, IReadOnlyDictionary<string, string> Settings, string Folder)
{
    public string Output => Path.Combine(Folder, "output");

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    public string Log => JobFolders.LogOf(Folder);
}

/// <summary>Told of what happens in a run.</summary>
internal interface ITrainingListener
{
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
