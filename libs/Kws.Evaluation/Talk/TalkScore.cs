using Kws.Models;

namespace Kws.Evaluation;

/// <summary>What a model reported in hours of talk.</summary>
/// <param name="Source">Where the recordings come from, or <see cref="All"/>.</param>
/// <param name="Files">Recordings.</param>
/// <param name="Hours">Of recordings; the pauses around them do not count.</param>
/// <param name="Events">All that was reported, by file and time.</param>
public sealed record TalkScore(string Source, int Files, double Hours, IReadOnlyList<TalkEvent> Events)
{
    /// <summary>Stands for all sources.</summary>
    public const string All = "all";

    /// <summary>Events where the keyword was not said.</summary>
    public int FalseAlarms => Count(TalkVerdict.FalseAlarm);

    /// <summary>Of the false alarms, those that nobody has listened to.</summary>
    public int NotListenedTo =>
        Events.Count(heard => heard.Verdict == TalkVerdict.FalseAlarm && heard.Judged is null);

    /// <summary>Events where somebody heard the keyword: no false alarms.</summary>
    public int ReallySaid => Count(TalkVerdict.ReallySaid);

    /// <summary>Events in files whose text holds the keyword: they are not counted as false alarms.</summary>
    public int SaidSomewhere => Count(TalkVerdict.SaidSomewhere);

    public double FalseAlarmsAnHour => Hours > 0 ? FalseAlarms / Hours : 0;

    /// <summary>95 % interval of the false alarms an hour.</summary>
    public (double Lower, double Upper) Interval => PoissonRate.Interval(FalseAlarms, Hours);

    /// <summary>False alarms by keyword, most first.</summary>
    public IReadOnlyDictionary<string, int> FalseAlarmsByLabel => Events
        .Where(heard => heard.Verdict == TalkVerdict.FalseAlarm)
        .CountBy(heard => heard.Label)
        .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary();

    /// <summary>One score for each source, by name, and one of all at the end.</summary>
    /// <param name="files">Of talk, at least one.</param>
    /// <param name="heard">What was heard in each, in the same order.</param>
    /// <param name="manifest">Of the model that heard them.</param>
    public static IReadOnlyList<TalkScore> Of(
        IReadOnlyList<TalkFile> files, IReadOnlyList<HeardRecording> heard, ModelManifest manifest)
    {
        var scoring = new StreamScoring(manifest);
        var trace = new ScoreTrace(manifest);
        TalkScore[] byFile = [.. files.Zip(heard, (file, recording) => Of(file, recording, scoring, trace))];
        return
        [
            .. byFile.GroupBy(score => score.Source).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Sum(group.Key, group)),
            Sum(All, byFile),
        ];
    }

    private static TalkScore Of(
        TalkFile file, HeardRecording recording, StreamScoring scoring, ScoreTrace trace)
    {
        // No word of a recording of talk is known, so all that was heard is among these.
        var score = scoring.Score([recording]);
        return new TalkScore(file.Source, 1, score.Hours,
        [
            .. score.FalseAlarmEvents.Zip(trace.At(recording, score.FalseAlarmEvents), (heard, sure) =>
                TalkJudge.Judge(
                    file, heard.Label, Math.Max(0, heard.Seconds - TalkListener.PauseSeconds), sure)),
        ]);
    }

    private static TalkScore Sum(string source, IEnumerable<TalkScore> scores)
    {
        TalkScore[] all = [.. scores];
        return new TalkScore(source, all.Sum(score => score.Files), all.Sum(score => score.Hours),
            [.. all.SelectMany(score => score.Events)]);
    }

    private int Count(TalkVerdict verdict) => Events.Count(heard => heard.Verdict == verdict);
}
