namespace Kws.Evaluation;

/// <summary>
/// Chooses thresholds that keep false alarms under a target; the trainer's <c>tune</c> follows the same rule.
/// First each label alone: the threshold with the fewest misses plus wrong events among known words, of equals the
/// one with the fewest false alarms; where a range does as well, its middle, since other words will score a little
/// higher or lower. Then all together: while their false alarms are above the target, the threshold moves up that
/// pays least in misses for each false alarm it removes, by as many steps as are cheapest, but not to where it
/// would miss more of its words than the limit allows: a device that hears nothing raises no false alarm either.
/// </summary>
/// <remarks>
/// With a verifier each label has two thresholds. Alone, they are chosen in turn, the other held, beginning with the
/// laxest verifier, until neither moves; together, a move raises one of the two. What the last move removed beyond need
/// is then given back: a threshold goes down again where that saves misses and keeps the targets.
/// Talk has a target of its own, since it is harder than the rest and there is less of it.
/// </remarks>
/// <param name="scoring">The model's scoring.</param>
/// <param name="known">Recordings with known words.</param>
/// <param name="without">Audio without keywords.</param>
/// <param name="talk">Running speech without keywords; null: none.</param>
public sealed class ThresholdTuner(
    StreamScoring scoring,
    IReadOnlyList<HeardRecording> known,
    IReadOnlyList<HeardRecording> without,
    IReadOnlyList<HeardRecording>? talk = null)
{
    /// <summary>Aim for this share of a target, since the audio that is tuned on flatters.</summary>
    public const double Margin = 0.5;

    // The most turns in which two thresholds were seen to settle is three.
    private const int MostTurns = 6;

    /// <summary>Fits a threshold, and with a verifier two, to each keyword.</summary>
    /// <param name="keywords">Labels to report.</param>
    /// <param name="targetPerHour">False alarms an hour, above 0.</param>
    /// <param name="mostMisses">Share of a keyword's words that may be given up for the target, 0 .. 1.</param>
    /// <param name="talkTargetPerHour">False alarms an hour of talk, above 0.</param>
    public FittedThresholds Fit(
        IReadOnlyList<string> keywords, double targetPerHour, double mostMisses, double talkTargetPerHour = 2)
    {
        KeywordCosts[] found =
            [.. keywords.AsParallel().AsOrdered().Select(keyword => CostsOf(keyword, mostMisses))];
        ThresholdStep[] starts = [.. found.AsParallel().AsOrdered().Select(Start)];
        var costs = keywords.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
        var steps = keywords.Zip(starts).ToDictionary(pair => pair.First, pair => pair.Second);
        while (true)
        {
            var alarms = Score(steps);
            var excess = alarms.Excess(targetPerHour * Margin, talkTargetPerHour * Margin);
            if (excess.Count == 0)
            {
                GiveBack(steps, costs, targetPerHour, talkTargetPerHour);
                return Fitted(steps, []);
            }
            string[] labels = [.. excess.SelectMany(part => part.Labels).Distinct().Order(StringComparer.Ordinal)];
            Move[] moves = [.. labels.SelectMany(label => Moves(label, costs[label], steps[label], excess))];
            if (moves.Length == 0)
                return Fitted(steps, labels);
            var cheapest = moves.OrderBy(move => move.Price).ThenByDescending(move => move.Removed)
                .ThenBy(move => move.Label, StringComparer.Ordinal).ThenBy(move => move.Step.Second)
                .ThenBy(move => move.Step.First).First();
            steps[cheapest.Label] = cheapest.Step;
        }
    }

    private KeywordCosts CostsOf(string keyword, double mostMisses) =>
        new(scoring, keyword, known, without, talk ?? [], mostMisses);

    private static ThresholdStep Start(KeywordCosts costs)
    {
        var step = Cheapest(costs, costs.Lowest, ThresholdGrid.First);
        for (var turn = 0; costs.HasSecondLook && turn < MostTurns; turn++)
        {
            var next = Cheapest(costs, Cheapest(costs, step, ThresholdGrid.Second), ThresholdGrid.First);
            if (next == step)
                break;
            step = next;
        }
        return step;
    }

    private static ThresholdStep Cheapest(KeywordCosts costs, ThresholdStep at, ThresholdGrid which)
    {
        var line = costs.Line(at, which);
        (int, int)[] prices =
            [.. line.Take(costs.Highest(line) + 1).Select(step => (step.Cost.Wrong, step.Cost.Alarms))];
        if (prices.Length == 0)
            return at;
        var least = prices.Min();
        int[] best = [.. Enumerable.Range(0, prices.Length).Where(step => prices[step] == least)];
        return line[best[(best.Length - 1) / 2]].Step;
    }

    private static IEnumerable<Move> Moves(
        string label, KeywordCosts costs, ThresholdStep step, IReadOnlyList<ExcessAlarms> excess)
    {
        var here = costs.At(step);
        foreach (var which in costs.HasSecondLook
            ? (ThresholdGrid[])[ThresholdGrid.First, ThresholdGrid.Second] : [ThresholdGrid.First])
        {
            var line = costs.Line(step, which);
            foreach (var (higher, cost) in line.Take(costs.Highest(line) + 1).Where(other => other.Step.IsAbove(step)))
            {
                var removed = excess.Sum(part => part.Of(here) - part.Of(cost));
                if (removed > 0)
                    yield return new Move((cost.Wrong - here.Wrong) / (double)removed, removed, label, higher);
            }
        }
    }

    private void GiveBack(
        Dictionary<string, ThresholdStep> steps, Dictionary<string, KeywordCosts> costs, double target,
        double talkTarget)
    {
        if (!scoring.HasSecondLook)
            return;
        foreach (var (label, keyword) in costs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var before = steps[label];
            var lower = Enum.GetValues<ThresholdGrid>().SelectMany(which => keyword.Line(before, which))
                .Where(other => before.IsAbove(other.Step) && other.Cost.Wrong < keyword.At(before).Wrong)
                .OrderBy(other => other.Cost.Wrong).ThenBy(other => other.Cost.Alarms)
                .ThenByDescending(other => other.Step.First).ThenByDescending(other => other.Step.Second);
            foreach (var (step, _) in lower)
            {
                steps[label] = step;
                if (Score(steps).Excess(target * Margin, talkTarget * Margin).Count == 0)
                    break;
                steps[label] = before;
            }
        }
    }

    private AlarmScores Score(Dictionary<string, ThresholdStep> steps)
    {
        var fit = Fitted(steps, []);
        return new AlarmScores(
            scoring.Score(without, fit.Values, fit.Verifier),
            talk is null ? null : scoring.Score(talk, fit.Values, fit.Verifier));
    }

    private FittedThresholds Fitted(Dictionary<string, ThresholdStep> steps, IReadOnlyList<string> limited) => new(
        steps.ToDictionary(step => step.Key, step => step.Value.FirstThreshold), limited)
    {
        Verifier = scoring.HasSecondLook
            ? steps.ToDictionary(step => step.Key, step => step.Value.SecondThreshold)
            : new Dictionary<string, float>(),
    };

    /// <summary>A threshold that could move to a step.</summary>
    /// <param name="Price">Misses for each false alarm removed.</param>
    private sealed record Move(double Price, int Removed, string Label, ThresholdStep Step);
}
