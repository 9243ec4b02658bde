using Kws.Detection;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>The detector's scores along a recording, for people who want to know how sure an event was.</summary>
/// <param name="manifest">Of the model that heard it.</param>
internal sealed class ScoreTrace(ModelManifest manifest)
{
    private readonly double _windowSeconds =
        (((manifest.Input.Shape[1] - 1) * manifest.Features!.HopSamples) + manifest.Features!.FrameLengthSamples)
            / (double)manifest.Features!.SampleRateHz;
    private readonly double _strideSeconds = manifest.Detection!.StrideFrames * manifest.Features!.HopSamples
        / (double)manifest.Features!.SampleRateHz;

    // Without thresholds: it smooths and reports nothing.
    private readonly DetectionPlan _plan = new(manifest.Labels, new Dictionary<string, float>(),
        new Smoothing(manifest.Detection!.SmoothingWindows, manifest.Detection!.EarlyWindows,
            manifest.Detection!.EarlyOdds), 0, 1);

    /// <summary>The score of each event's label at the decision that ends nearest to it.</summary>
    /// <param name="recording">What the model heard.</param>
    /// <param name="events">In it, by time.</param>
    public IReadOnlyList<float> At(HeardRecording recording, IReadOnlyList<HeardEvent> events)
    {
        var scores = new float[events.Count];
        var detector = new KeywordDetector(_plan, 0, 0);
        int labels = manifest.Labels.Count, next = 0;
        for (var at = 0; next < events.Count && at + labels <= recording.Posteriors.Length; at += labels)
        {
            detector.Decide(recording.Posteriors.AsSpan(at, labels));
            while (next < events.Count && DecisionOf(events[next]) == at / labels)
            {
                scores[next] = detector.Scores[_plan.Labels.ToList().IndexOf(events[next].Label)];
                next++;
            }
        }
        return scores;
    }

    private int DecisionOf(HeardEvent heard) =>
        (int)Math.Round((heard.Seconds - _windowSeconds) / _strideSeconds);
}
