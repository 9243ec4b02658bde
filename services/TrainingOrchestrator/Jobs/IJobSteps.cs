using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>What is done for a job in each of its states. A step that was cut short is done again from its
/// beginning: each finds what an earlier run of it left.</summary>
internal interface IJobSteps
{
    /// <summary>Brings the data to where it is trained.</summary>
    Task PrepareAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Trains, from a checkpoint where there is one; ends with a package in the job's folder, or with a model
    /// that the mesh does not serve.</summary>
    Task TrainAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Ends what runs elsewhere for a job whose end was asked for.</summary>
    /// <returns>What people should know besides; empty: nothing.</returns>
    Task<string> StopAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Measures the package, weighs it by the gates and puts it into the object store.</summary>
    Task<JobOutcome> EvaluateAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Removes what is no longer needed once the job has ended.</summary>
    void CleanUp(JobRow job);
}

/// <summary>How a job ends that went through.</summary>
/// <param name="Passed">Whether its model passed the gates.</param>
/// <param name="Reason">Which did not, or what was published; for people.</param>
/// <param name="Model">The registry's row, stored with the job's last state; null: it is no package.</param>
internal sealed record JobOutcome(bool Passed, string Reason, ModelRow? Model);

/// <summary>A step failed for good: another attempt would fail too.</summary>
/// <param name="reason">For people.</param>
/// <param name="cause">What threw; null: nothing.</param>
internal sealed class JobFailedException(string reason, Exception? cause = null) : Exception(reason, cause);
