namespace Kws.Gateway.Http.Models;

/// <summary>A version of a model in the registry.</summary>
/// <param name="Task"><c>keyword-spotting</c> or <c>sign-letters</c>.</param>
/// <param name="Name">Of the model.</param>
/// <param name="Version">Of the model.</param>
/// <param name="State"><c>published</c> or <c>rejected</c>.</param>
/// <param name="Aliases">That stand for it, such as <c>champion</c>.</param>
/// <param name="Recipe">That it was trained by; empty: none is known.</param>
/// <param name="DataSet">That it was trained on; empty: none is known.</param>
/// <param name="DataSetVersion">0: none is known.</param>
/// <param name="JobId">That made it; empty: it was published as a package.</param>
/// <param name="Bytes">Of its files.</param>
/// <param name="CreatedBy">Who published it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Metrics">Measured.</param>
/// <param name="Gates">Passed or not.</param>
/// <param name="ManifestSha256">Of its manifest, lower-case hex.</param>
/// <param name="Manifest">Its manifest as JSON text; empty in lists.</param>
/// <param name="Answers">Its own, and those of the model that served when it was made; empty in lists, and where it was
/// not asked.</param>
internal sealed record ModelAnswer(
    string Task,
    string Name,
    string Version,
    string State,
    IReadOnlyList<string> Aliases,
    string Recipe,
    string DataSet,
    int DataSetVersion,
    string JobId,
    long Bytes,
    string CreatedBy,
    DateTimeOffset? CreatedAt,
    IReadOnlyList<MetricAnswer> Metrics,
    IReadOnlyList<GateAnswer> Gates,
    string ManifestSha256,
    string Manifest,
    IReadOnlyList<AnswerTableAnswer> Answers);

/// <param name="Model">NAME/VERSION.</param>
/// <param name="Data">What it was asked.</param>
/// <param name="Labels">Of the model.</param>
/// <param name="Counts">A row a label that was said, with an answer a label.</param>
internal sealed record AnswerTableAnswer(
    string Model, string Data, IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<long>> Counts);

/// <param name="Name">Of the metric.</param>
/// <param name="Value">Measured.</param>
/// <param name="Data">On what.</param>
internal sealed record MetricAnswer(string Name, double Value, string Data);

/// <param name="Gate">Such as <c>accuracy</c>.</param>
/// <param name="Passed">Whether the model may be published.</param>
/// <param name="Value">Measured.</param>
/// <param name="Limit">Asked for.</param>
internal sealed record GateAnswer(string Gate, bool Passed, string Value, string Limit);

/// <summary>An alias is given to a version.</summary>
/// <param name="Id">For <c>GET /v1/promotions/ID</c>.</param>
/// <param name="Task"><c>keyword-spotting</c> or <c>sign-letters</c>.</param>
/// <param name="Name">Of the model.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Alias"><c>champion</c> or <c>candidate</c>.</param>
/// <param name="State"><c>rolling-out</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="Replicas">That live, or lived when it was decided.</param>
/// <param name="PreviousVersion">NAME/VERSION; empty: none.</param>
/// <param name="StartedAt">When.</param>
/// <param name="DecidedAt">Null: not yet.</param>
internal sealed record PromotionAnswer(
    string Id,
    string Task,
    string Name,
    string Version,
    string Alias,
    string State,
    string Reason,
    IReadOnlyList<ReplicaAnswer> Replicas,
    string PreviousVersion,
    DateTimeOffset? StartedAt,
    DateTimeOffset? DecidedAt);

/// <param name="Service">Such as <c>AudioInference</c>.</param>
/// <param name="Instance">The process.</param>
/// <param name="Active">It serves the promoted version.</param>
/// <param name="Serves">NAME/VERSION; empty: nothing.</param>
/// <param name="Reason">Why it does not; empty: it is about to.</param>
internal sealed record ReplicaAnswer(string Service, string Instance, bool Active, string Serves, string Reason);

/// <param name="Field">Such as <c>metrics.accuracy</c>.</param>
/// <param name="From">Empty: not there.</param>
/// <param name="To">Empty: not there.</param>
internal sealed record DifferenceAnswer(string Field, string From, string To);

/// <summary>What to promote.</summary>
internal sealed record PromotionRequest
{
    /// <summary><c>keyword-spotting</c> or <c>sign-letters</c>.</summary>
    public string Task { get; init; } = "";

    /// <summary>Of the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of the model.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>champion</c> (the default) or <c>candidate</c>.</summary>
    public string Alias { get; init; } = "";
}

/// <summary>Which task's last promotion is taken back.</summary>
internal sealed record RollBackRequest
{
    /// <summary><c>keyword-spotting</c> or <c>sign-letters</c>.</summary>
    public string Task { get; init; } = "";
}
