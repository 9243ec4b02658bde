using System.Runtime.CompilerServices;
using Kws.Detection;

namespace Kws.Evaluation;

/// <summary>
/// The highest score of each label in a recording, found once. Where none reaches its threshold there is no event, so
/// that a tuner, which tries hundreds of thresholds, need not run the detector over every quiet minute each time.
/// </summary>
/// <param name="labels">In the order of the posteriors.</param>
/// <param name="smoothing">How posteriors become scores.</param>
internal sealed class ScorePeaks(IReadOnlyList<string> labels, Smoothing smoothing)
{
    // Without thresholds: it smooths and reports nothing.
    private readonly DetectionPlan _plan = new(labels, new Dictionary<string, float>(), smoothing, 0, 1);
    private readonly ConditionalWeakTable<HeardRecording, float[]> _peaks = [];

    /// <summary>Whether some keyword's score reaches its threshold. Any thread may call it.</summary>
    /// <param name="recording">What the model heard.</param>
    /// <param name="thresholds">A plan with the same labels and smoothing.</param>
    public bool Reach(HeardRecording recording, DetectionPlan thresholds)
    {
        var peaks = _peaks.GetValue(recording, Find);
        foreach (var keyword in thresholds.Keywords)
        {
            if (peaks[keyword] >= thresholds.Threshold(keyword))
                return true;
        }
        return false;
    }

    private float[] Find(HeardRecording recording)
    {
        var detector = new KeywordDetector(_plan, 0, 0);
        var peaks = new float[labels.Count];
        for (var at = 0; at + peaks.Length <= recording.Posteriors.Length; at += peaks.Length)
        {
            detector.Decide(recording.Posteriors.AsSpan(at, peaks.Length));
            for (var label = 0; label < peaks.Length; label++)
                peaks[label] = detector.Scores[label] > peaks[label] ? detector.Scores[label] : peaks[label];
        }
        return peaks;
    }
}
