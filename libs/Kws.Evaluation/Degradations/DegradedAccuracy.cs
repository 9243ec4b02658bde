using Kws.Models;

namespace Kws.Evaluation;

/// <summary>How many clips of a condition are recognised.</summary>
/// <param name="Condition">Of <see cref="Degradation.Known"/>, or <see cref="AsRecorded"/>.</param>
/// <param name="Matrix">What was said and what was heard; no windows of silence.</param>
public sealed record DegradedAccuracy(string Condition, ConfusionMatrix Matrix)
{
    /// <summary>Stands for clips that nothing was done to.</summary>
    public const string AsRecorded = "as-recorded";

    private const string MetricPrefix = "clips.";

    /// <summary>95 % interval of the accuracy.</summary>
    public (double Lower, double Upper) Interval => ShareInterval.Wilson95(Matrix.Right, Matrix.Total);

    /// <summary>The label of which the smallest share is recognised, and that share.</summary>
    public (string Label, double Recall) Worst => Enumerable.Range(0, Matrix.Labels.Count)
        .Where(label => Matrix.Count(label) > 0)
        .Select(label => (Matrix.Labels[label], Recall: Matrix.Recall(label)))
        .MinBy(pair => pair.Recall);

    /// <summary>The accuracy as an entry of a manifest's <c>metrics</c>.</summary>
    /// <param name="seed">Of the noise.</param>
    public ModelMetric ToMetric(int seed)
    {
        (var lower, var upper) = Interval;
        return new ModelMetric($"{MetricPrefix}{Condition}.accuracy", Math.Round(Matrix.Accuracy, 4),
            FormattableString.Invariant($"validation speakers, seed {seed}: 95 % interval {lower:0.0000} to ")
            + FormattableString.Invariant($"{upper:0.0000}; worst {Worst.Label} {Worst.Recall:0.0000}"),
            Matrix.Total);
    }

    /// <summary>Whether a metric is one of a condition.</summary>
    public static bool IsMetric(string name) => name.StartsWith(MetricPrefix, StringComparison.Ordinal);
}
