namespace Kws.Evaluation;

/// <summary>
/// Chooses thresholds that keep false alarms under a target; the trainer's <c>tune</c> follows the same rule.
/// First each label alone: the threshold with the fewest misses plus wrong events among known words, of equals the
/// one with the fewest false alarms; where a range does as well, its middle, since other words will score a little
/// higher or lower. Then all together: while their false alarms are above the target, the threshold moves up that
/// pays least in misses for each false alarm it removes, by as many steps as are cheapest, but not to where it
/// would miss more of its words than the limit allows: a device that hears nothing raises no false alarm either.
/// </summary>
public sealed class ThresholdTuner(
    StreamScoring scoring,
    IReadOnlyList<HeardRecording> known,
    IReadOnlyList<HeardRecording> without)
{
    /// <summary>Aim for this share of the target, since the audio that is tuned on flatters.</summary>
    public const double Margin = 0.5;

    // Equal steps in log-odds: posteriors crowd near 1, where a step of 0.01 is a large one.
    private static readonly float[] s_grid =
        [.. Enumerable.Range(0, 38).Select(step => MathF.Round((float)(1 / (1 + Math.Exp(0.4 - (0.2 * step)))), 4))];

    /// <summary>Fits a threshold to each keyword.</summary>
    /// <param name="keywords">Labels to report.</param>
    /// <param name="targetPerHour">False alarms an hour, above 0.</param>
    /// <param name="mostMisses">Share of a keyword's words that may be given up for the target, 0 .. 1.</param>
    public FittedThresholds Fit(IReadOnlyList<string> keywords, double targetPerHour, double mostMisses)
    {
        var curves = keywords.AsParallel().AsOrdered()
            .Select(keyword => (keyword, Curve: CurveOf(keyword, mostMisses)))
            .ToDictionary(pair => pair.keyword, pair => pair.Curve);
        var steps = curves.ToDictionary(pair => pair.Key, pair => Start(pair.Value));
        while (true)
        {
            var thresholds = steps.ToDictionary(step => step.Key, step => s_grid[step.Value]);
            var score = scoring.Score(without, thresholds);
            if (score.FalseAlarmsAnHour <= targetPerHour * Margin)
                return new FittedThresholds(thresholds, []);
            Move[] moves =
                [.. score.FalseAlarmsByLabel.Keys.SelectMany(label => Moves(label, curves[label], steps[label]))];
            if (moves.Length == 0)
                return new FittedThresholds(thresholds,
                    [.. score.FalseAlarmsByLabel.Keys.Order(StringComparer.Ordinal)]);
            var cheapest = moves.OrderBy(move => move.Price).ThenByDescending(move => move.Removed)
                .ThenBy(move => move.Label, StringComparer.Ordinal).ThenBy(move => move.Step).First();
            steps[cheapest.Label] = cheapest.Step;
        }
    }

    private static int Start(Curve curve)
    {
        (int, int)[] prices = [.. curve.Costs.Zip(curve.Alarms).Take(curve.Highest + 1)];
        int[] best = [.. Enumerable.Range(0, prices.Length).Where(step => prices[step] == prices.Min())];
        return best[(best.Length - 1) / 2];
    }

    private static IEnumerable<Move> Moves(string label, Curve curve, int step)
    {
        for (var higher = step + 1; higher <= curve.Highest; higher++)
        {
            var removed = curve.Alarms[step] - curve.Alarms[higher];
            if (removed > 0)
                yield return new Move((curve.Costs[higher] - curve.Costs[step]) / (double)removed, removed,
                    label, higher);
        }
    }

    /// <summary>A keyword's costs with no other one to compete with it.</summary>
    private Curve CurveOf(string keyword, double mostMisses)
    {
        Dictionary<string, float>[] thresholds =
            [.. s_grid.Select(threshold => new Dictionary<string, float> { [keyword] = threshold })];
        StreamScore[] scores = [.. thresholds.Select(one => scoring.Score(known, one))];
        var words = known.Sum(recording => recording.Spoken.Count(word => word.Label == keyword));
        var fewestHits = scores.Max(score => score.Hits) - (mostMisses * words);
        return new Curve(
            [.. scores.Select(score => words - score.Hits + score.FalseAlarms)],
            [.. thresholds.Select(one => scoring.Score(without, one).FalseAlarms)],
            Array.FindLastIndex(scores, score => score.Hits >= fewestHits));
    }

    /// <summary>What each step of the grid costs a keyword by itself.</summary>
    /// <param name="Costs">Misses plus wrong events among known words.</param>
    /// <param name="Alarms">False alarms where there are none.</param>
    /// <param name="Highest">The last step within the miss limit.</param>
    private sealed record Curve(int[] Costs, int[] Alarms, int Highest);

    /// <summary>A threshold that could move to a step.</summary>
    /// <param name="Price">Misses for each false alarm removed.</param>
    private sealed record Move(double Price, int Removed, string Label, int Step);
}
