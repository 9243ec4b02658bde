using System.Text.RegularExpressions;

namespace Kws.Evaluation;

/// <summary>What an event in talk was.</summary>
public enum TalkVerdict
{
    /// <summary>The keyword was not said there, as far as anybody knows.</summary>
    FalseAlarm,

    /// <summary>Somebody heard the keyword there.</summary>
    ReallySaid,

    /// <summary>The file's text holds the keyword, and nobody has said where.</summary>
    SaidSomewhere,
}

/// <summary>An event in talk, judged.</summary>
/// <param name="File">The recording's name.</param>
/// <param name="Source">Its source.</param>
/// <param name="Label">The keyword that was reported.</param>
/// <param name="Seconds">When, from the recording's begin.</param>
/// <param name="Score">The detector's, 0 .. 1.</param>
/// <param name="Verdict">What it was.</param>
/// <param name="Judged">What a person said who listened to it; null: nobody did.</param>
public sealed record TalkEvent(
    string File, string Source, string Label, double Seconds, double Score, TalkVerdict Verdict, string? Judged);

/// <summary>
/// Tells false alarms in talk from keywords that were said. In this order: an event of a label within a stretch where
/// somebody heard that keyword, 0.5 s before to 1 s after it, was really said; within one where somebody heard
/// something else it is a false alarm. Elsewhere it may have been said if the file's text holds the keyword more often
/// than there are stretches with it. All else is a false alarm, also where no text is known.
/// </summary>
public static partial class TalkJudge
{
    /// <summary>Seconds before a stretch from which an event belongs to it.</summary>
    public const double Before = 0.5;

    private const double After = 1;

    /// <summary>Judges an event.</summary>
    /// <param name="file">In which it came.</param>
    /// <param name="label">The keyword.</param>
    /// <param name="seconds">From the file's begin.</param>
    /// <param name="score">The detector's.</param>
    public static TalkEvent Judge(TalkFile file, string label, double seconds, double score)
    {
        HeardStretch[] there = [.. file.Stretches.Where(stretch => stretch.Label == label
            && stretch.StartSeconds - Before <= seconds && seconds <= stretch.EndSeconds + After)];
        var judged = there.FirstOrDefault(stretch => stretch.IsWord)
            ?? there.FirstOrDefault(stretch => stretch.Judged.Length > 0);
        var verdict = judged is { IsWord: true } ? TalkVerdict.ReallySaid
            : judged is null && IsSaidElsewhere(file, label) ? TalkVerdict.SaidSomewhere
            : TalkVerdict.FalseAlarm;
        return new TalkEvent(file.Name, file.Source, label, Math.Round(seconds, 2), Math.Round(score, 4), verdict,
            judged?.Judged);
    }

    private static bool IsSaidElsewhere(TalkFile file, string label) =>
        file.Text is { } text && Occurrences(text, label) > KnownPlaces(file, label);

    // Several models may have been listened to at the same place.
    private static int KnownPlaces(TalkFile file, string label)
    {
        var places = 0;
        var end = double.NegativeInfinity;
        foreach (var stretch in file.Stretches.Where(stretch => stretch.Label == label && stretch.IsWord)
            .OrderBy(stretch => stretch.StartSeconds))
        {
            places += stretch.StartSeconds > end ? 1 : 0;
            end = Math.Max(end, stretch.EndSeconds);
        }
        return places;
    }

    private static int Occurrences(string text, string label)
    {
        string[] said = Words(text), keyword = Words(label);
        return keyword.Length == 0 ? 0 : Enumerable.Range(0, Math.Max(0, said.Length - keyword.Length + 1))
            .Count(at => said.AsSpan(at, keyword.Length).SequenceEqual(keyword));
    }

    private static string[] Words(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:['’][\p{L}]+)*")]
    private static partial Regex Word();
}
