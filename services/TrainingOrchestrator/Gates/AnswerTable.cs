using Kws.Evaluation;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>What a model answered to a data set's validation clips, as it is kept.</summary>
/// <param name="Model">NAME/VERSION.</param>
/// <param name="Data">What it was asked.</param>
/// <param name="Labels">Of the model, in its order.</param>
/// <param name="Counts">Answers, row by row: rows are what was said, columns what was answered.</param>
internal sealed record AnswerTable(
    string Model, string Data, IReadOnlyList<string> Labels, IReadOnlyList<long> Counts)
{
    public static AnswerTable Of(string model, string data, ConfusionMatrix matrix) => new(
        model, data, matrix.Labels,
        [
            .. from said in Enumerable.Range(0, matrix.Labels.Count)
               from answered in Enumerable.Range(0, matrix.Labels.Count)
               select matrix[said, answered],
        ]);
}
