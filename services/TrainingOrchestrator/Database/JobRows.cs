using Kws.Models;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>A training job.</summary>
internal sealed class JobRow
{
    public required string Id { get; init; }

    /// <summary>The client's, or made here: a request that comes again finds its job by it.</summary>
    public required string RequestId { get; init; }

    public required ModelTask Task { get; init; }

    public JobState State { get; set; }

    /// <summary>Why it is in its state, for people.</summary>
    public string Reason { get; set; } = "";

    public required string DataSet { get; init; }

    public required int DataSetVersion { get; init; }

    public required string Recipe { get; init; }

    /// <summary>A JSON object of texts: what the client set over the recipe.</summary>
    public required string Hyperparameters { get; init; }

    public required string Executor { get; init; }

    public required string ModelName { get; init; }

    /// <summary>"name/version" of the model to start from; empty: none.</summary>
    public required string Extends { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>From 1; another one begins when a step failed for a reason that may pass.</summary>
    public int Attempt { get; set; } = 1;

    public required int MaxAttempts { get; init; }

    /// <summary>Before this time it is not begun again.</summary>
    public DateTimeOffset NotBefore { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>The replica that works on it; null: none.</summary>
    public string? Owner { get; set; }

    /// <summary>Until when it is the owner's, unless the owner says more.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>The executor's name of the attempt, to find it again after a restart; null: not begun.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Version of the model that it made; null: none yet.</summary>
    public string? ModelVersion { get; set; }

    /// <summary>Number of its transitions.</summary>
    public int Transitions { get; set; }
}

/// <summary>A job came into another state.</summary>
internal sealed class JobTransitionRow
{
    public required string JobId { get; init; }

    /// <summary>1, 2 ...</summary>
    public required int Number { get; init; }

    public required JobState From { get; init; }

    public required JobState To { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A job finished an epoch.</summary>
internal sealed class JobProgressRow
{
    public required string JobId { get; init; }

    /// <summary>1 to <see cref="Epochs"/>.</summary>
    public required int Epoch { get; init; }

    public required int Epochs { get; set; }

    public required double Loss { get; set; }

    /// <summary>On the validation part, 0 to 1.</summary>
    public required double Accuracy { get; set; }

    public required double LearningRate { get; set; }

    public required double SecondsLeft { get; set; }

    public required DateTimeOffset At { get; set; }
}
