namespace Kws.Evaluation;

/// <summary>Counts of answers by true label. Rows are what was said, columns what was answered.</summary>
public sealed class ConfusionMatrix(IReadOnlyList<string> labels)
{
    private readonly long[,] _counts = new long[labels.Count, labels.Count];

    /// <summary>The model's labels, in its order.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>All answers.</summary>
    public long Total { get; private set; }

    /// <summary>Answers that were right.</summary>
    public long Right { get; private set; }

    /// <summary>Share of right answers, 0 .. 1; 0 without any answer.</summary>
    public double Accuracy => Total == 0 ? 0 : (double)Right / Total;

    /// <summary>How often <paramref name="said"/> was answered with <paramref name="answered"/>.</summary>
    public long this[int said, int answered] => _counts[said, answered];

    /// <summary>Adds one answer.</summary>
    public void Add(int said, int answered)
    {
        _counts[said, answered]++;
        Total++;
        if (said == answered)
            Right++;
    }

    /// <summary>How many clips of a label there were.</summary>
    public long Count(int said) => Enumerable.Range(0, Labels.Count).Sum(answered => _counts[said, answered]);

    /// <summary>Share of a label's clips that were answered right; NaN without any.</summary>
    public double Recall(int said) => _counts[said, said] / (double)Count(said);

    /// <summary>Share of a label's answers that were right; NaN without any.</summary>
    public double Precision(int answered) =>
        _counts[answered, answered] / (double)Enumerable.Range(0, Labels.Count).Sum(said => _counts[said, answered]);
}
