namespace Kws.Evaluation;

/// <summary>A point of the detection-error trade-off.</summary>
/// <param name="Scale">A threshold t became 1 - (1 - t) * scale: 0 never reports, 1 is as shipped.</param>
/// <param name="MissShare">Keywords missed, 0 .. 1.</param>
/// <param name="FalseAlarmsAnHour">In audio without keywords.</param>
public sealed record TradeOffPoint(double Scale, double MissShare, double FalseAlarmsAnHour);

/// <summary>Misses against false alarms while all thresholds move together, the verifier's too.</summary>
public static class TradeOffCurve
{
    private static readonly double[] s_scales = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4];

    private const float Lowest = 0.05f;

    /// <summary>The curve, from strict to lax.</summary>
    /// <param name="scoring">The model's scoring.</param>
    /// <param name="known">Recordings with known words.</param>
    /// <param name="without">Audio without keywords.</param>
    /// <param name="thresholds">By keyword, as shipped.</param>
    /// <param name="verifier">The verifier's by keyword, as shipped; null or without a keyword: the manifest's, which
    /// then does not move.</param>
    public static IReadOnlyList<TradeOffPoint> Measure(
        StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardRecording> without,
            IReadOnlyDictionary<string, float> thresholds, IReadOnlyDictionary<string, float>? verifier = null)
    {
        var lowest = known.Concat(without).Select(recording => recording.Looks?.Floor ?? Lowest).DefaultIfEmpty(Lowest)
            .Max();
        return [.. s_scales.Select(scale =>
        {
            var moved = Moved(thresholds, scale, lowest);
            var second = verifier is null ? null : Moved(verifier, scale, Lowest);
            return new TradeOffPoint(scale, scoring.Score(known, moved, second).MissShare,
                scoring.Score(without, moved, second).FalseAlarmsAnHour);
        })];
    }

    private static Dictionary<string, float> Moved(
        IReadOnlyDictionary<string, float> thresholds, double scale, float lowest) =>
        thresholds.ToDictionary(pair => pair.Key, pair =>
            Math.Clamp(1 - ((1 - pair.Value) * (float)scale), lowest, 1f));
}

/// <summary>Thresholds fitted to a false-alarm target.</summary>
/// <param name="Values">By keyword.</param>
/// <param name="Limited">Keywords whose threshold stopped at the miss limit while false alarms were still above the
/// target.</param>
public sealed record FittedThresholds(IReadOnlyDictionary<string, float> Values, IReadOnlyList<string> Limited)
{
    /// <summary>The verifier's, by keyword; empty without one.</summary>
    public IReadOnlyDictionary<string, float> Verifier { get; init; } = new Dictionary<string, float>();
}
