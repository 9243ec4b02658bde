using System.Collections.Concurrent;

namespace Kws.Evaluation;

/// <summary>What a pair of thresholds costs a keyword, with no other one to compete with it.</summary>
/// <param name="Hits">Of its words.</param>
/// <param name="Wrong">Misses plus wrong events among known words.</param>
/// <param name="QuietAlarms">False alarms where there are no keywords.</param>
/// <param name="TalkAlarms">False alarms in talk.</param>
internal readonly record struct KeywordCost(int Hits, int Wrong, int QuietAlarms, int TalkAlarms)
{
    public int Alarms => QuietAlarms + TalkAlarms;
}

/// <summary>Costs of one keyword's thresholds, each found once. Any thread may ask.</summary>
internal sealed class KeywordCosts
{
    private readonly ConcurrentDictionary<ThresholdStep, KeywordCost> _found = new();
    private readonly StreamScoring _scoring;
    private readonly string _keyword;
    private readonly IReadOnlyList<HeardRecording> _known;
    private readonly IReadOnlyList<HeardRecording> _without;
    private readonly IReadOnlyList<HeardRecording> _talk;
    private readonly int _words;
    private readonly double _fewestHits;

    public KeywordCosts(
        StreamScoring scoring,
        string keyword,
        IReadOnlyList<HeardRecording> known,
        IReadOnlyList<HeardRecording> without,
        IReadOnlyList<HeardRecording> talk,
        double mostMisses)
    {
        (_scoring, _keyword, _known, _without, _talk) = (scoring, keyword, known, without, talk);
        _words = known.Sum(recording => recording.Spoken.Count(word => word.Label == keyword));
        _fewestHits = Line(Lowest, ThresholdGrid.First).Max(step => step.Cost.Hits) - (mostMisses * _words);
    }

    public bool HasSecondLook => _scoring.HasSecondLook;

    /// <summary>The laxest thresholds.</summary>
    public ThresholdStep Lowest => new(HasSecondLook ? ThresholdStep.LowestFirst : 0, 0);

    public KeywordCost At(ThresholdStep step) => _found.GetOrAdd(step, Find);

    /// <summary>All steps of one threshold, the other as it is; lowest first.</summary>
    public IReadOnlyList<(ThresholdStep Step, KeywordCost Cost)> Line(ThresholdStep at, ThresholdGrid which)
    {
        var steps = which == ThresholdGrid.First
            ? Enumerable.Range(Lowest.First, ThresholdStep.HighestFirst + 1 - Lowest.First)
                .Select(first => at with { First = first })
            : Enumerable.Range(0, ThresholdStep.HighestSecond + 1).Select(second => at with { Second = second });
        return [.. steps.AsParallel().AsOrdered().Select(step => (step, At(step)))];
    }

    /// <summary>The last of a line within the miss limit; -1: none is.</summary>
    public int Highest(IReadOnlyList<(ThresholdStep Step, KeywordCost Cost)> line) =>
        line.ToList().FindLastIndex(step => step.Cost.Hits >= _fewestHits);

    private KeywordCost Find(ThresholdStep step)
    {
        var thresholds = new Dictionary<string, float> { [_keyword] = step.FirstThreshold };
        var verifier = new Dictionary<string, float> { [_keyword] = step.SecondThreshold };
        var score = _scoring.Score(_known, thresholds, verifier);
        return new KeywordCost(
            score.Hits,
            _words - score.Hits + score.FalseAlarms,
            _scoring.Score(_without, thresholds, verifier).FalseAlarms,
            _scoring.Score(_talk, thresholds, verifier).FalseAlarms);
    }
}

/// <summary>False alarms of all keywords together.</summary>
/// <param name="Without">In audio without keywords.</param>
/// <param name="Talk">In talk; null: there is none.</param>
internal sealed record AlarmScores(StreamScore Without, StreamScore? Talk)
{
    /// <summary>The parts that are above their target.</summary>
    public IReadOnlyList<ExcessAlarms> Excess(double target, double talkTarget)
    {
        var excess = new List<ExcessAlarms>();
        if (Without.FalseAlarmsAnHour > target)
            excess.Add(new ExcessAlarms([.. Without.FalseAlarmsByLabel.Keys], cost => cost.QuietAlarms));
        if (Talk is not null && Talk.FalseAlarmsAnHour > talkTarget)
            excess.Add(new ExcessAlarms([.. Talk.FalseAlarmsByLabel.Keys], cost => cost.TalkAlarms));
        return excess;
    }
}

/// <summary>Audio with more false alarms than its target.</summary>
/// <param name="Labels">That raise them.</param>
/// <param name="Of">How many of them thresholds cost a keyword.</param>
internal sealed record ExcessAlarms(IReadOnlyList<string> Labels, Func<KeywordCost, int> Of);
