namespace Kws.Contracts.Events;

/// <summary>Somebody asks for a training job over the bus. It is checked as <c>SubmitJob</c> of <c>kws.training.v1</c>
/// checks it; the job's states are told by <see cref="TrainingJobChanged"/>, a refusal by
/// <see cref="TrainingRefused"/>.</summary>
public sealed record TrainingRequested : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Chosen by who asks: the same again makes no second job. Empty: the event's id.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string DataSet { get; init; }

    /// <summary>0: the newest.</summary>
    public int DataSetVersion { get; init; }

    /// <summary>The name of a recipe of the orchestrator's, such as "tiny".</summary>
    public required string Recipe { get; init; }

    /// <summary>Over the recipe's.</summary>
    public IReadOnlyDictionary<string, string> Hyperparameters { get; init; } = new Dictionary<string, string>();

    /// <summary>"local" or "sagemaker"; empty: the orchestrator's own choice.</summary>
    public string Executor { get; init; } = "";

    /// <summary>Empty: the recipe's.</summary>
    public string ModelName { get; init; } = "";

    /// <summary>"name/version" of a model to start from; empty: from nothing.</summary>
    public string Extends { get; init; } = "";

    /// <summary>1 to 10; 0: 3.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Who asks; empty: not told.</summary>
    public string By { get; init; } = "";
}

/// <summary>What <see cref="TrainingRequested"/> asked for cannot be done; asking again as it is would be refused
/// again. The id is that of the request's event.</summary>
public sealed record TrainingRefused : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string RequestId { get; init; }

    /// <summary>For people: field, value and limit.</summary>
    public required string Reason { get; init; }
}
