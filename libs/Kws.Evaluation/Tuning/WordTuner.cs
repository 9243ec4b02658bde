namespace Kws.Evaluation;

/// <summary>Talk of one voice without the words that are tuned.</summary>
/// <param name="Voice">Who speaks.</param>
/// <param name="Heard">What the model heard, recording by recording.</param>
public sealed record HeardTalk(string Voice, IReadOnlyList<HeardRecording> Heard);

/// <summary>What a word's threshold is worth.</summary>
/// <param name="Word">The label.</param>
/// <param name="Threshold">Fitted to all talk.</param>
/// <param name="FalseAlarms">In all talk, each voice heard with a threshold that was fitted to others.</param>
/// <param name="Hours">Of talk.</param>
/// <param name="IsCrossFitted">False: one voice alone, so the threshold was fitted to what it was measured on.</param>
/// <param name="Misses">Words missed in the recordings of known words.</param>
/// <param name="Spoken">Words spoken in them.</param>
public sealed record WordFigures(
    string Word, float Threshold, int FalseAlarms, double Hours, bool IsCrossFitted, int Misses, int Spoken)
{
    public double FalseAlarmsAnHour => Hours > 0 ? FalseAlarms / Hours : 0;

    /// <summary>95 % interval of the false alarms an hour.</summary>
    public (double Lower, double Upper) Interval => PoissonRate.Interval(FalseAlarms, Hours);
}

/// <summary>Fits thresholds to new words and tells what false alarms they cost. The talk is halved by voice: alarms in
/// each half are counted with the thresholds that the other half gave, since what is tuned on flatters; the thresholds
/// that stay are fitted to all of it.</summary>
/// <param name="scoring">The model's scoring.</param>
/// <param name="known">Recordings with the words, over noise.</param>
/// <param name="talk">Without the words, longer than nothing in all.</param>
public sealed class WordTuner(
    StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardTalk> talk)
{
    /// <summary>Figures of each word.</summary>
    /// <param name="words">Labels.</param>
    /// <param name="targetPerHour">False alarms an hour, above 0.</param>
    /// <param name="mostMisses">Share of a word's occurrences that may be given up for the target, 0 .. 1.</param>
    public IReadOnlyList<WordFigures> Fit(IReadOnlyList<string> words, double targetPerHour, double mostMisses)
    {
        HeardTalk[] voices = [.. talk.OrderBy(voice => voice.Voice, StringComparer.Ordinal)];
        HeardRecording[][] halves =
            [.. Enumerable.Range(0, 2).Select(half => Of(voices.Where((_, i) => i % 2 == half)))];
        var isCrossFitted = halves.All(half => half.Length > 0);
        IReadOnlyDictionary<string, float> FitTo(IReadOnlyList<HeardRecording> heard) =>
            new ThresholdTuner(scoring, known, heard).Fit(words, targetPerHour, mostMisses).Values;
        var all = Of(voices);
        var thresholds = FitTo(all);
        StreamScore[] alarms = isCrossFitted
            ? [scoring.Score(halves[0], FitTo(halves[1])), scoring.Score(halves[1], FitTo(halves[0]))]
            : [scoring.Score(all, thresholds)];
        var hits = scoring.Score(known, thresholds);
        return [.. words.Select(word => new WordFigures(
            word,
            thresholds[word],
            alarms.Sum(score => score.FalseAlarmsByLabel.GetValueOrDefault(word)),
            alarms.Sum(score => score.Hours),
            isCrossFitted,
            hits.Missed.Count(missed => missed.Label == word),
            known.Sum(recording => recording.Spoken.Count(spoken => spoken.Label == word))))];
    }

    private static HeardRecording[] Of(IEnumerable<HeardTalk> voices) => [.. voices.SelectMany(voice => voice.Heard)];
}
