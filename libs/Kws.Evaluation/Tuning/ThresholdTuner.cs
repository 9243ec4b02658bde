namespace Kws.Evaluation;

/// <summary>
/// Chooses the lowest thresholds that keep false alarms under a target. First each label alone: the threshold
/// with the fewest misses and wrong events among those whose false alarms stay within the label's share. Then all
/// together: while their sum is above the target, the label with most false alarms moves up a step.
/// </summary>
public sealed class ThresholdTuner(StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardRecording> without)
{
    /// <summary>Aim for this share of the target, since the audio that is tuned on flatters.</summary>
    public const double Margin = 0.5;

    private static readonly float[] s_grid = [.. Enumerable.Range(0, 30).Select(step => MathF.Round(0.4f + (0.02f * step), 2))];

    /// <summary>Thresholds by keyword.</summary>
    /// <param name="keywords">Labels to report.</param>
    /// <param name="targetPerHour">False alarms an hour, above 0.</param>
    public Dictionary<string, float> Fit(IReadOnlyList<string> keywords, double targetPerHour)
    {
        double share = targetPerHour * Margin / keywords.Count;
        Dictionary<string, float> thresholds = keywords.AsParallel().AsOrdered().ToDictionary(keyword => keyword, keyword => FitAlone(keyword, share));
        while (true)
        {
            StreamScore score = scoring.Score(without, thresholds);
            string? worst = score.FalseAlarmsByLabel
                .Where(pair => thresholds[pair.Key] < s_grid[^1])
                .OrderByDescending(pair => pair.Value)
                .Select(pair => pair.Key)
                .FirstOrDefault();
            if (score.FalseAlarmsAnHour <= targetPerHour * Margin || worst is null)
                return thresholds;
            thresholds[worst] = s_grid[Array.IndexOf(s_grid, thresholds[worst]) + 1];
        }
    }

    private float FitAlone(string keyword, double share)
    {
        (float best, int bestCost) = (s_grid[^1], int.MaxValue);
        int words = known.Sum(recording => recording.Spoken.Count(word => word.Label == keyword));
        for (int step = s_grid.Length - 1; step >= 0; step--)
        {
            Dictionary<string, float> alone = new() { [keyword] = s_grid[step] };
            StreamScore alarms = scoring.Score(without, alone);
            if (alarms.FalseAlarms > 0 && alarms.FalseAlarmsAnHour > share)
                break;
            StreamScore heard = scoring.Score(known, alone);
            int cost = words - heard.Hits + heard.FalseAlarms;
            if (cost < bestCost)
                (best, bestCost) = (s_grid[step], cost);
        }
        return best;
    }
}
