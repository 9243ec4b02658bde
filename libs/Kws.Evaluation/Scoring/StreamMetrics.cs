using System.Globalization;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>Streaming scores as entries of a manifest's <c>metrics</c>.</summary>
public static class StreamMetrics
{
    private const string FalseAlarmsPerHour = "false_alarms_per_hour";
    private const string Synthetic = $"{FalseAlarmsPerHour}.synthetic";
    private const string Talk = $"{FalseAlarmsPerHour}.talk";
    private const string StreamPrefix = "stream.";

    /// <summary>Misses, delays and false alarms on recordings with known words; no delays without a hit.</summary>
    /// <param name="score">Of at least one recording with a keyword.</param>
    /// <param name="bySeed">Of each of the recordings; null: how they differ is not told.</param>
    /// <exception cref="ArgumentException">There was no keyword: a share of misses has no meaning.</exception>
    public static IReadOnlyList<ModelMetric> OfKnownWords(
        StreamScore score, IReadOnlyList<StreamScore>? bySeed = null)
    {
        if (score.Words == 0)
            throw new ArgumentException("the score is of 0 keywords; expected at least 1", nameof(score));
        var data = FormattableString.Invariant(
            $"seeded recordings of {score.Hours:0.00} h with {score.Words} keywords of validation speakers");
        (var lower, var upper) = score.MissInterval;
        var misses = data + FormattableString.Invariant(
            $": {score.Misses} missed, 95 % interval {lower:0.0000} to {upper:0.0000}")
            + (bySeed is not { Count: > 1 } ? "" : $"; {bySeed.Min(one => one.Misses)} to "
                + $"{bySeed.Max(one => one.Misses)} in one of {bySeed.Count} recordings");
        List<ModelMetric> metrics =
        [
            new($"{StreamPrefix}miss_share", Math.Round(score.MissShare, 4), misses, score.Words),
        ];
        if (score.DelaySecondsP50 is { } middle)
            metrics.Add(new ModelMetric($"{StreamPrefix}delay_seconds_p50", middle, data, score.Hits));
        if (score.DelaySecondsP90 is { } late)
            metrics.Add(new ModelMetric($"{StreamPrefix}delay_seconds_p90", late, data, score.Hits));
        metrics.Add(new ModelMetric($"{StreamPrefix}false_alarms", score.FalseAlarms, data, score.Words));
        return metrics;
    }

    /// <summary>False alarms an hour in audio without keywords and without sentences of people; its
    /// samples are minutes.</summary>
    /// <param name="score">Of audio of some length.</param>
    /// <param name="kinds">What was in that audio.</param>
    /// <exception cref="ArgumentException">There was no audio: a rate has no meaning.</exception>
    public static ModelMetric OfNonKeywordAudio(StreamScore score, IEnumerable<string> kinds)
    {
        if (!(score.Hours > 0))
            throw new ArgumentException("the score is of 0 hours; expected more than 0", nameof(score));
        var audio = string.Join(", ", kinds.Order(StringComparer.Ordinal));
        (var lower, var upper) = PoissonRate.Interval(score.FalseAlarms, score.Hours);
        var data = FormattableString.Invariant($"{score.Hours:0.0} h of {audio}; no sentence of a person: ")
            + Counted(score.FalseAlarms, lower, upper);
        return new ModelMetric(Synthetic, Math.Round(score.FalseAlarmsAnHour, 2), data, Minutes(score.Hours));
    }

    /// <summary>False alarms an hour while people talk, in all and by source; samples are minutes.</summary>
    /// <param name="scores">One for each source and one of all.</param>
    /// <param name="part">Whose talk it was.</param>
    /// <exception cref="ArgumentException">There was no audio: a rate has no meaning.</exception>
    public static IReadOnlyList<ModelMetric> OfTalk(IReadOnlyList<TalkScore> scores, TalkPart part) =>
        [.. scores.OrderBy(score => score.Source != TalkScore.All).Select(score => OfTalk(score, part))];

    /// <summary>Whether a metric is of recordings with known words.</summary>
    public static bool IsOfKnownWords(string name) => name.StartsWith(StreamPrefix, StringComparison.Ordinal);

    /// <summary>Whether a metric is replaced by new ones of audio without sentences of people.</summary>
    public static bool IsOfNonKeywordAudio(string name) => name is FalseAlarmsPerHour or Synthetic;

    /// <summary>Whether a metric is replaced by new ones of people talking.</summary>
    public static bool IsOfTalk(string name) =>
        name == Talk || name.StartsWith($"{Talk}.", StringComparison.Ordinal);

    /// <summary>What a new word costs and how often it is missed; samples are minutes and words.</summary>
    /// <param name="figures">Of the word.</param>
    /// <param name="talk">What was listened to, such as "talk by 8 synthetic voices".</param>
    public static IReadOnlyList<ModelMetric> OfWord(WordFigures figures, string talk)
    {
        (var lower, var upper) = figures.Interval;
        var data = FormattableString.Invariant($"{figures.Hours:0.00} h of {talk}, to which nothing was fitted: ")
            + Counted(figures.FalseAlarms, lower, upper, "0.0");
        return
        [
            new($"{FalseAlarmsPerHour}.{figures.Word}", Math.Round(figures.FalseAlarmsAnHour, 2), data,
                Minutes(figures.Hours)),
            new($"{StreamPrefix}miss_share.{figures.Word}",
                Math.Round(figures.Misses / (double)Math.Max(1, figures.Spoken), 4),
                "seeded recordings of validation speakers over noise", figures.Spoken),
        ];
    }

    /// <summary>Whether a metric depends on the thresholds: it says nothing any more once they are others.</summary>
    public static bool IsOfStreams(string name) =>
        name.StartsWith(FalseAlarmsPerHour, StringComparison.Ordinal)
        || IsOfKnownWords(name);

    private static ModelMetric OfTalk(TalkScore score, TalkPart part)
    {
        if (!(score.Hours > 0))
            throw new ArgumentException("the score is of 0 hours; expected more than 0", nameof(score));
        (var lower, var upper) = score.Interval;
        var isAll = score.Source == TalkScore.All;
        var data = FormattableString.Invariant($"{score.Hours:0.00} h of people talking")
            + (isAll ? "" : $", {score.Source}")
            + (part == TalkPart.All ? "" : $", part {part.ToString().ToLowerInvariant()}")
            + ": " + Counted(score.FalseAlarms, lower, upper)
            + FormattableString.Invariant($"; {score.ReallySaid + score.SaidSomewhere} events not counted: the word ")
            + "was said";
        return new ModelMetric(isAll ? Talk : $"{Talk}.{score.Source}", Math.Round(score.FalseAlarmsAnHour, 2), data,
            Minutes(score.Hours));
    }

    private static string Counted(int falseAlarms, double lower, double upper, string format = "0.00") =>
        FormattableString.Invariant($"{falseAlarms} false alarms, 95 % interval ")
        + $"{lower.ToString(format, CultureInfo.InvariantCulture)} to "
        + $"{upper.ToString(format, CultureInfo.InvariantCulture)} an hour";

    private static long Minutes(double hours) => (long)Math.Round(hours * 60);
}
