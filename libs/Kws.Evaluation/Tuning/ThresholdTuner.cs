namespace Kws.Evaluation;

/// <summary>
/// Chooses thresholds that keep false alarms under a target; the trainer's <c>tune</c> follows the same rule.
/// First each label alone: the threshold with the fewest misses plus wrong events among known words, the higher
/// one of equals. Then all together: while their false alarms are above the target, the label with most of them
/// moves up a step, but not to where it would miss more of its words than the limit allows: a device that hears
/// nothing raises no false alarm either.
/// </summary>
public sealed class ThresholdTuner(StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardRecording> without)
{
    /// <summary>Aim for this share of the target, since the audio that is tuned on flatters.</summary>
    public const double Margin = 0.5;

    // Equal steps in log-odds: posteriors crowd near 1, where a step of 0.01 is a large one.
    private static readonly float[] s_grid =
        [.. Enumerable.Range(0, 26).Select(step => MathF.Round((float)(1 / (1 + Math.Exp(0.4 - (0.2 * step)))), 4))];

    /// <summary>Fits a threshold to each keyword.</summary>
    /// <param name="keywords">Labels to report.</param>
    /// <param name="targetPerHour">False alarms an hour, above 0.</param>
    /// <param name="mostMisses">Share of a keyword's words that may be given up for the target, 0 .. 1.</param>
    public FittedThresholds Fit(IReadOnlyList<string> keywords, double targetPerHour, double mostMisses = 0.1)
    {
        Dictionary<string, (int Step, int Highest)> steps = keywords.AsParallel().AsOrdered()
            .Select(keyword => (keyword, Range: RangeOf(keyword, mostMisses)))
            .ToDictionary(fit => fit.keyword, fit => fit.Range);
        while (true)
        {
            Dictionary<string, float> thresholds = steps.ToDictionary(step => step.Key, step => s_grid[step.Value.Step]);
            StreamScore score = scoring.Score(without, thresholds);
            if (score.FalseAlarmsAnHour <= targetPerHour * Margin)
                return new FittedThresholds(thresholds, []);
            string? worst = score.FalseAlarmsByLabel
                .Where(pair => steps[pair.Key].Step < steps[pair.Key].Highest)
                .OrderByDescending(pair => pair.Value)
                .Select(pair => pair.Key)
                .FirstOrDefault();
            if (worst is null)
                return new FittedThresholds(thresholds, [.. score.FalseAlarmsByLabel.Keys]);
            steps[worst] = (steps[worst].Step + 1, steps[worst].Highest);
        }
    }

    /// <summary>Where a keyword's threshold starts on the grid, and the highest step that keeps its words.</summary>
    private (int Step, int Highest) RangeOf(string keyword, double mostMisses)
    {
        StreamScore[] scores = [.. s_grid.Select(threshold => scoring.Score(known, new Dictionary<string, float> { [keyword] = threshold }))];
        int words = known.Sum(recording => recording.Spoken.Count(word => word.Label == keyword));
        int[] costs = [.. scores.Select(score => words - score.Hits + score.FalseAlarms)];
        double fewestHits = scores.Max(score => score.Hits) - (mostMisses * words);
        int highest = Array.FindLastIndex(scores, score => score.Hits >= fewestHits);
        return (Math.Min(Array.LastIndexOf(costs, costs.Min()), highest), highest);
    }
}
