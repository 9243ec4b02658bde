using System.Globalization;
namespace Kws.Evaluation;

/// <summary>What tuning chose and what it is worth.</summary>
/// <param name="FalseAlarmsPerHourTarget">The rate to stay under.</param>
/// <param name="SmoothingWindows">Posteriors averaged, for which the thresholds hold.</param>
/// <param name="Thresholds">By keyword.</param>
/// <param name="Misses">Keywords missed in the recordings of known words.</param>
/// <param name="Words">Keywords spoken in them.</param>
/// <param name="FalseAlarmsBesideWords">Wrong events in them.</param>
/// <param name="FalseAlarms">Events in the audio without keywords.</param>
/// <param name="Hours">Length of that audio.</param>
/// <param name="Interval95PerHour">95 % interval of its false alarms an hour: lower, upper.</param>
/// <param name="FalseAlarmsPerHourByKind">The rate in each kind of that audio, by name of the kind.</param>
/// <param name="TradeOff">Misses against false alarms around these thresholds, from strict to lax.</param>
/// <param name="Statement">Whether the audio supports the claim, in a sentence.</param>
/// <param name="Data">What was listened to.</param>
public sealed record TuningRecord(
    double FalseAlarmsPerHourTarget,
    int SmoothingWindows,
    IReadOnlyDictionary<string, float> Thresholds,
    int Misses,
    int Words,
    int FalseAlarmsBesideWords,
    int FalseAlarms,
    double Hours,
    IReadOnlyList<double> Interval95PerHour,
    IReadOnlyDictionary<string, double> FalseAlarmsPerHourByKind,
    IReadOnlyList<TradeOffPoint> TradeOff,
    string Statement,
    string Data)
{
    /// <summary>The verifier's, by keyword; empty without one.</summary>
    public IReadOnlyDictionary<string, float> VerifierThresholds { get; init; } = new Dictionary<string, float>();

    /// <summary>What they cost in running speech; null: none was listened to.</summary>
    public TalkAlarms? Talk { get; init; }

    /// <summary>Judges fitted thresholds on the recordings that they were fitted to.</summary>
    /// <param name="scoring">The model's scoring.</param>
    /// <param name="target">False alarms an hour, above 0.</param>
    /// <param name="fit">The thresholds.</param>
    /// <param name="known">Recordings with known words.</param>
    /// <param name="without">Audio without keywords, at least one recording.</param>
    /// <param name="talk">What was fitted to in running speech; null: there was none.</param>
    public static TuningRecord Of(
        StreamScoring scoring,
        double target,
        FittedThresholds fit,
        IReadOnlyList<HeardRecording> known,
        IReadOnlyList<HeardRecording> without,
        (IReadOnlyList<HeardRecording> Heard, double TargetPerHour)? talk = null)
    {
        StreamScore hits = scoring.Score(known, fit.Values, fit.Verifier),
            alarms = scoring.Score(without, fit.Values, fit.Verifier);
        (var lower, var upper) = PoissonRate.Interval(alarms.FalseAlarms, alarms.Hours);
        var byKind = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var kind in without.GroupBy(recording => recording.Kind))
            byKind[kind.Key] = scoring.Score(kind, fit.Values, fit.Verifier).FalseAlarmsAnHour;
        var words = FormattableString.Invariant(
            $"{known.Count} seeded recordings of {hits.Hours:0.0} h with {hits.Words} keywords");
        var audio = FormattableString.Invariant($"{alarms.Hours:0.0} h of {string.Join(", ", byKind.Keys)}");
        return new TuningRecord(
            target,
            scoring.Plan().Smoothing.Windows,
            fit.Values,
            hits.Misses,
            hits.Words,
            hits.FalseAlarms,
            alarms.FalseAlarms,
            alarms.Hours,
            [lower, upper],
            byKind,
            TradeOffCurve.Measure(scoring, known, without, fit.Values, fit.Verifier),
            $"{Seen(alarms, lower, upper)} {Verdict(target, fit.Limited, upper)}",
            $"{words}; {audio}")
        {
            VerifierThresholds = fit.Verifier,
            Talk = talk is { } speech
                ? TalkAlarms.Of(scoring.Score(speech.Heard, fit.Values, fit.Verifier), speech.TargetPerHour)
                : null,
        };
    }

    private static string Seen(StreamScore alarms, double lower, double upper) => string.Create(
        CultureInfo.InvariantCulture,
        $"{alarms.FalseAlarms} false alarms in {alarms.Hours:0.0} h: " +
        $"95 % interval {lower:0.000} to {upper:0.000} an hour.");

    private static string Verdict(double target, IReadOnlyList<string> limited, double upper)
    {
        var rate = FormattableString.Invariant($"{target:0.####} an hour");
        if (limited.Count > 0)
        {
            return $"The target of {rate} is not reached: {string.Join(", ", limited)} would have to miss more words "
                + "than the limit allows.";
        }
        if (upper <= target)
            return "This audio supports the claim.";
        var hours = FormattableString.Invariant($"{PoissonRate.HoursNeeded(target):0} h");
        return $"Too little audio to claim {rate}: that takes at least {hours} without a false alarm.";
    }
}

/// <summary>What fitted thresholds cost in running speech.</summary>
/// <param name="FalseAlarmsPerHourTarget">The rate to stay under there.</param>
/// <param name="FalseAlarms">Events.</param>
/// <param name="Hours">Length of the speech.</param>
/// <param name="Interval95PerHour">95 % interval of the false alarms an hour: lower, upper.</param>
public sealed record TalkAlarms(
    double FalseAlarmsPerHourTarget, int FalseAlarms, double Hours, IReadOnlyList<double> Interval95PerHour)
{
    /// <summary>All of it in a sentence.</summary>
    public string Statement => string.Create(CultureInfo.InvariantCulture,
        $"While people talk: {FalseAlarms} false alarms in {Hours:0.00} h, 95 % interval "
        + $"{Interval95PerHour[0]:0.00} to {Interval95PerHour[1]:0.00} an hour; "
        + $"{FalseAlarmsPerHourTarget:0.####} were asked.");

    internal static TalkAlarms Of(StreamScore score, double target)
    {
        (var lower, var upper) = PoissonRate.Interval(score.FalseAlarms, score.Hours);
        return new TalkAlarms(target, score.FalseAlarms, score.Hours, [lower, upper]);
    }
}
