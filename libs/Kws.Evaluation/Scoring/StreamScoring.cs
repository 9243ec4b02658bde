using Kws.Detection;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>
/// Scores what a model heard by MLPerf Tiny's streaming rules: an event is a hit if it comes between the start of
/// a word of its label and 1 s after the word's end; a word is hit once; events of a label within 1 s of its last
/// one count once; every other event is a false alarm.
/// </summary>
public sealed class StreamScoring(ModelManifest manifest)
{
    private readonly DetectionSettings _detection = manifest.Detection
        ?? throw new ArgumentException("the manifest has no detection settings", nameof(manifest));
    private readonly ScorePeaks _peaks = new(manifest.Labels, SmoothingOf(manifest));
    private readonly int _rate = manifest.Features!.SampleRateHz;
    private readonly int _strideSamples = manifest.Detection!.StrideFrames * manifest.Features!.HopSamples;
    private readonly int _windowSamples = ((manifest.Input.Shape[1] - 1) * manifest.Features!.HopSamples)
        + manifest.Features!.FrameLengthSamples;

    /// <summary>The scores of all recordings added up.</summary>
    /// <param name="recordings">What the model heard.</param>
    /// <param name="thresholds">By label, in place of the manifest's; labels that are absent report nothing.</param>
    public StreamScore Score(
        IEnumerable<HeardRecording> recordings,
        IReadOnlyDictionary<string, float>? thresholds = null)
    {
        var plan = Plan(thresholds);
        var score = new StreamScore();
        foreach (var recording in recordings)
            Add(score, recording, plan);
        return score;
    }

    /// <summary>The detector's rules as the manifest has them.</summary>
    /// <param name="thresholds">By label, in place of the manifest's.</param>
    public DetectionPlan Plan(IReadOnlyDictionary<string, float>? thresholds = null) => new(
        manifest.Labels,
        thresholds ?? _detection.Thresholds,
        SmoothingOf(manifest),
        RefractoryDecisions,
        (float)_detection.NearMissShare);

    private static Smoothing SmoothingOf(ModelManifest manifest) =>
        new(manifest.Detection!.SmoothingWindows, manifest.Detection.EarlyWindows, manifest.Detection.EarlyOdds);

    // A part of a decision counts whole, as in the service.
    private int RefractoryDecisions =>
        (int)Math.Ceiling(_detection.RefractoryMs * (double)_rate / 1000 / _strideSamples);

    private void Add(StreamScore score, HeardRecording recording, DetectionPlan plan)
    {
        score.AddRecording(recording.Spoken.Count, recording.SampleCount / (double)_rate / 3600);
        List<SpokenWord> open = [.. recording.Spoken];
        if (_peaks.Reach(recording, plan))
            AddEvents(score, recording, open, plan);
        foreach (var word in open)
            score.AddMissed(word.Label, word.Start / (double)_rate);
    }

    private void AddEvents(StreamScore score, HeardRecording recording, List<SpokenWord> open, DetectionPlan plan)
    {
        Dictionary<string, long> lastEvent = [];
        var detector = new KeywordDetector(plan, 0, 0);
        int labels = manifest.Labels.Count, decisions = recording.Posteriors.Length / labels;
        for (var decision = 0; decision < decisions; decision++)
        {
            var output = detector.Decide(recording.Posteriors.AsSpan(decision * labels, labels));
            if (!output.HasKeyword)
                continue;
            var label = manifest.Labels[output.Label];
            var at = ((long)decision * _strideSamples) + _windowSamples;
            var repeats = lastEvent.TryGetValue(label, out var previous) && at - previous < _rate;
            lastEvent[label] = at;
            if (!repeats)
                Judge(score, recording, open, label, at);
        }
    }

    private void Judge(StreamScore score, HeardRecording recording, List<SpokenWord> open, string label, long at)
    {
        var hit = open.FindIndex(word => word.Label == label && InTime(word, at));
        if (hit >= 0)
        {
            score.AddHit((at - open[hit].End) / (double)_rate);
            open.RemoveAt(hit);
        }
        else
        {
            score.AddFalseAlarm(label, recording.Spoken.Any(word => InTime(word, at)), at / (double)_rate);
        }
    }

    private bool InTime(SpokenWord word, long at) => word.Start <= at && at <= word.End + _rate;
}
