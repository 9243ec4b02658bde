namespace Kws.Evaluation;

/// <summary>A point of the detection-error trade-off.</summary>
/// <param name="Scale">A threshold t became 1 - (1 - t) * scale: 0 never reports, 1 is as shipped.</param>
/// <param name="MissShare">Keywords missed, 0 .. 1.</param>
/// <param name="FalseAlarmsAnHour">In audio without keywords.</param>
public sealed record TradeOffPoint(double Scale, double MissShare, double FalseAlarmsAnHour);

/// <summary>Misses against false alarms while all thresholds move together.</summary>
public static class TradeOffCurve
{
    private static readonly double[] s_scales = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4];

    /// <summary>The curve, from strict to lax.</summary>
    public static IReadOnlyList<TradeOffPoint> Measure(
        StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardRecording> without,
            IReadOnlyDictionary<string, float> thresholds) =>
        [.. s_scales.Select(scale =>
        {
            var moved = thresholds.ToDictionary(pair => pair.Key, pair =>
                Math.Clamp(1 - ((1 - pair.Value) * (float)scale), 0.05f, 1f));
            return new TradeOffPoint(scale, scoring.Score(known, moved).MissShare,
                scoring.Score(without, moved).FalseAlarmsAnHour);
        })];
}

/// <summary>Thresholds fitted to a false-alarm target.</summary>
/// <param name="Values">By keyword.</param>
/// <param name="Limited">Keywords whose threshold stopped at the miss limit while false alarms were still above the
/// target.</param>
public sealed record FittedThresholds(IReadOnlyDictionary<string, float> Values, IReadOnlyList<string> Limited);
