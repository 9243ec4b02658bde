namespace Kws.Evaluation;

/// <summary>What a word's threshold is worth.</summary>
/// <param name="Word">The label.</param>
/// <param name="Threshold">Fitted to recordings with the word.</param>
/// <param name="FalseAlarms">In talk without the word, to which nothing was fitted.</param>
/// <param name="Hours">Of that talk.</param>
/// <param name="Misses">Words missed in the recordings with the word.</param>
/// <param name="Spoken">Words spoken in them.</param>
public sealed record WordFigures(
    string Word, float Threshold, int FalseAlarms, double Hours, int Misses, int Spoken)
{
    public double FalseAlarmsAnHour => Hours > 0 ? FalseAlarms / Hours : 0;

    /// <summary>95 % interval of the false alarms an hour.</summary>
    public (double Lower, double Upper) Interval => PoissonRate.Interval(FalseAlarms, Hours);
}

/// <summary>Fits thresholds to new words and tells what false alarms they cost. Talk that comes with a new word is
/// little, and often synthetic: a threshold that is just high enough for it is too low for a room. So the talk chooses
/// nothing: the threshold is the highest for which a given share of the word is given up, and the alarms are counted
/// after.</summary>
/// <param name="scoring">The model's scoring.</param>
/// <param name="known">Recordings with the words, over noise.</param>
/// <param name="talk">Without the words, longer than nothing in all.</param>
public sealed class WordTuner(
    StreamScoring scoring, IReadOnlyList<HeardRecording> known, IReadOnlyList<HeardRecording> talk)
{
    // Equal steps in log-odds, from 0.40 to 0.99.
    private static readonly float[] s_grid =
        [.. Enumerable.Range(0, 51).Select(step => MathF.Round((float)(1 / (1 + Math.Exp(0.4 - (0.1 * step)))), 4))];

    /// <summary>Figures of each word.</summary>
    /// <param name="words">Labels.</param>
    /// <param name="givenUp">Share of a word's occurrences that may be missed more than with the best threshold,
    /// 0 .. 1.</param>
    public IReadOnlyList<WordFigures> Fit(IReadOnlyList<string> words, double givenUp)
    {
        var thresholds = words.ToDictionary(word => word, word => ThresholdOf(word, givenUp));
        StreamScore hits = scoring.Score(known, thresholds), alarms = scoring.Score(talk, thresholds);
        return [.. words.Select(word => new WordFigures(
            word,
            thresholds[word],
            alarms.FalseAlarmsByLabel.GetValueOrDefault(word),
            alarms.Hours,
            hits.Missed.Count(missed => missed.Label == word),
            SpokenOf(word)))];
    }

    private float ThresholdOf(string word, double givenUp)
    {
        int[] hits = [.. s_grid.Select(threshold =>
            scoring.Score(known, new Dictionary<string, float> { [word] = threshold }).Hits)];
        return s_grid[Array.FindLastIndex(hits, hit => hit >= hits.Max() - (givenUp * SpokenOf(word)))];
    }

    private int SpokenOf(string word) =>
        known.Sum(recording => recording.Spoken.Count(spoken => spoken.Label == word));
}
