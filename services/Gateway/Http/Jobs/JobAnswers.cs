namespace Kws.Gateway.Http.Jobs;

/// <summary>A training job.</summary>
/// <param name="Id">Of the job.</param>
/// <param name="Task"><c>keyword-spotting</c> or <c>sign-letters</c>.</param>
/// <param name="State"><c>queued</c>, <c>preparing</c>, <c>training</c>, <c>evaluating</c>, <c>published</c>,
/// <c>rejected</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Reason">Why it is there, for people.</param>
/// <param name="DataSet">That it trains on.</param>
/// <param name="DataSetVersion">Of the data set.</param>
/// <param name="Recipe">That it trains by.</param>
/// <param name="Hyperparameters">Over the recipe's.</param>
/// <param name="Executor"><c>local</c> or <c>sagemaker</c>.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="MaxAttempts">At most.</param>
/// <param name="CancelRequested">Somebody asked for its end.</param>
/// <param name="Extends">NAME/VERSION of the model that it starts from; empty: none.</param>
/// <param name="ModelName">Of what it makes.</param>
/// <param name="ModelVersion">Once there is one.</param>
/// <param name="Progress">The last; null: none yet.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">Null: not yet.</param>
/// <param name="EndedAt">Null: not yet.</param>
internal sealed record JobAnswer(
    string Id,
    string Task,
    string State,
    string Reason,
    string DataSet,
    int DataSetVersion,
    string Recipe,
    IReadOnlyDictionary<string, string> Hyperparameters,
    string Executor,
    int Attempt,
    int MaxAttempts,
    bool CancelRequested,
    string Extends,
    string ModelName,
    string ModelVersion,
    ProgressAnswer? Progress,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt);

/// <param name="Epoch">1 to <paramref name="Epochs"/>.</param>
/// <param name="Epochs">In all.</param>
/// <param name="Loss">Of the training part.</param>
/// <param name="Accuracy">On the validation part, 0 to 1.</param>
/// <param name="LearningRate">Of the epoch.</param>
/// <param name="LeftSeconds">Estimated; null: not known.</param>
/// <param name="At">When it was told.</param>
internal sealed record ProgressAnswer(
    int Epoch, int Epochs, double Loss, double Accuracy, double LearningRate, double? LeftSeconds, DateTimeOffset? At);

/// <param name="From">As in <see cref="JobAnswer.State"/>.</param>
/// <param name="To">As in <see cref="JobAnswer.State"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
internal sealed record TransitionAnswer(string From, string To, string Reason, DateTimeOffset? At);

/// <summary>A change of a job: one of the two.</summary>
internal sealed record JobChange(TransitionAnswer? Transition, ProgressAnswer? Progress);

/// <summary>What to train.</summary>
internal sealed record JobRequest
{
    /// <summary>Chosen by the client: sent again it makes no second job. Empty: always a new one.</summary>
    public string RequestId { get; init; } = "";

    /// <summary><c>keyword-spotting</c> or <c>sign-letters</c>.</summary>
    public string Task { get; init; } = "";

    /// <summary>The data set's name.</summary>
    public string DataSet { get; init; } = "";

    /// <summary>0: the newest.</summary>
    public int DataSetVersion { get; init; }

    /// <summary>Empty: the task's usual one.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>Over the recipe's.</summary>
    public Dictionary<string, string> Hyperparameters { get; init; } = [];

    /// <summary><c>local</c> or <c>sagemaker</c>; empty: the server's choice.</summary>
    public string Executor { get; init; } = "";

    /// <summary>Empty: the recipe's.</summary>
    public string ModelName { get; init; } = "";

    /// <summary>NAME/VERSION of a model to start from; empty: none.</summary>
    public string Extends { get; init; } = "";

    /// <summary>1 to 10; 0: 3.</summary>
    public int MaxAttempts { get; init; }
}
