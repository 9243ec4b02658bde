using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>What tuning chose and what it is worth.</summary>
/// <param name="Statement">Whether the audio supports the claim, in a sentence.</param>
internal sealed record Tuning(
    double FalseAlarmsPerHourTarget,
    IReadOnlyDictionary<string, float> Thresholds,
    int Misses,
    int Words,
    int FalseAlarmsBesideWords,
    int FalseAlarms,
    double Hours,
    IReadOnlyList<double> Interval95PerHour,
    IReadOnlyList<TradeOffPoint> TradeOff,
    string Statement)
{
    public static Tuning Of(double target, FittedThresholds fit, StreamScore known, StreamScore without, IReadOnlyList<TradeOffPoint> curve)
    {
        (double lower, double upper) = PoissonRate.Interval(without.FalseAlarms, without.Hours);
        string verdict = fit.Limited.Count > 0
            ? FormattableString.Invariant($"The target of {target:0.####} an hour is not reached: {string.Join(", ", fit.Limited)} would have to miss more words than the limit allows.")
            : upper <= target ? "This audio supports the claim."
            : FormattableString.Invariant($"Too little audio to claim {target:0.####} an hour: that takes at least {PoissonRate.HoursNeeded(target):0} h without a false alarm.");
        string statement = FormattableString.Invariant($"{without.FalseAlarms} false alarms in {without.Hours:0.0} h: 95 % interval {lower:0.000} to {upper:0.000} an hour. {verdict}");
        return new Tuning(target, fit.Values, known.Misses, known.Words, known.FalseAlarms, without.FalseAlarms, without.Hours, [lower, upper], curve, statement);
    }
}
