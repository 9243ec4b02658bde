using System.Collections.Frozen;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Where a training job is.</summary>
internal enum JobState
{
    /// <summary>Waits for a place, at first or for another attempt.</summary>
    Queued,

    /// <summary>Its data is brought to where it is trained.</summary>
    Preparing,

    Training,

    /// <summary>Its model is measured and weighed by the gates.</summary>
    Evaluating,

    /// <summary>Its model passed the gates and is in the registry.</summary>
    Published,

    /// <summary>Its model did not pass and is in the registry with the report, or is none that the mesh
    /// serves.</summary>
    Rejected,

    Failed,

    Cancelled,
}

/// <summary>Which state may follow which.</summary>
internal static class JobStates
{
    private static readonly FrozenDictionary<JobState, JobState[]> s_after = new Dictionary<JobState, JobState[]>
    {
        [JobState.Queued] = [JobState.Preparing, JobState.Failed, JobState.Cancelled],
        [JobState.Preparing] = [JobState.Training, JobState.Queued, JobState.Failed, JobState.Cancelled],
        [JobState.Training] = [JobState.Evaluating, JobState.Queued, JobState.Failed, JobState.Cancelled],
        [JobState.Evaluating] =
            [JobState.Published, JobState.Rejected, JobState.Queued, JobState.Failed, JobState.Cancelled],
    }.ToFrozenDictionary();

    /// <summary>Those in which a replica works on a job, or shall.</summary>
    public static IReadOnlyList<JobState> Open { get; } =
        [JobState.Queued, JobState.Preparing, JobState.Training, JobState.Evaluating];

    public static bool HasEnded(this JobState state) => !s_after.ContainsKey(state);

    public static bool MayBecome(this JobState from, JobState to) =>
        s_after.TryGetValue(from, out var after) && after.Contains(to);

    /// <summary>As events and people name it: "queued".</summary>
    public static string ToName(this JobState state) => state.ToString().ToLowerInvariant();
}
