using Kws.Dsp;

namespace AudioInference.Models;

/// <summary>What sessions need to know of a keyword model. Immutable.</summary>
public sealed record KeywordModelProfile
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>In the order of the posteriors.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    public required FeatureSpec Features { get; init; }

    /// <summary>The spec's hash, by which two models are known to hear the same features.</summary>
    public required string FeaturesSha256 { get; init; }

    /// <summary>Frames of one window.</summary>
    public required int FramesPerWindow { get; init; }

    /// <summary>Frames from one decision to the next.</summary>
    public required int StrideFrames { get; init; }

    /// <summary>How posteriors become scores.</summary>
    public required Smoothing Smoothing { get; init; }

    /// <summary>In which the same label starts no second word.</summary>
    public required TimeSpan Refractory { get; init; }

    public required float NearMissShare { get; init; }

    /// <summary>The model's own threshold for each keyword.</summary>
    public required IReadOnlyDictionary<string, float> Thresholds { get; init; }

    /// <summary>The manifest as it stands in the package.</summary>
    public required string ManifestJson { get; init; }

    /// <summary>Labels that can be reported.</summary>
    public IEnumerable<string> Keywords => Labels.Except(DetectionPlan.Fillers);

    public int ValuesPerWindow => FramesPerWindow * Features.Coefficients;

    /// <summary>Time from one decision to the next.</summary>
    public TimeSpan Stride => TimeSpan.FromSeconds((double)StrideFrames * Features.HopSamples / Features.SampleRateHz);

    /// <summary>Audio under one window, in samples at the model's rate.</summary>
    public int WindowSamples => (FramesPerWindow - 1) * Features.HopSamples + Features.FrameLengthSamples;

    /// <summary>The rules for a session.</summary>
    /// <param name="chosen">Keywords to report, null for the model's threshold; empty: every keyword.</param>
    /// <exception cref="ArgumentException">A label is no keyword, or a threshold is out of range.</exception>
    public DetectionPlan PlanFor(IReadOnlyDictionary<string, float?> chosen)
    {
        var thresholds = chosen.Count == 0
            ? Keywords.ToDictionary(k => k, ThresholdOf)
            : chosen.ToDictionary(c => c.Key, c => c.Value ?? ThresholdOf(c.Key));
        var refractory = (int)Math.Ceiling(Refractory / Stride);
        return new DetectionPlan(Labels, thresholds, Smoothing, refractory, NearMissShare);
    }

    /// <summary>
    /// Whether a stream may go on with this model in the middle of a recording: the same features, windows,
    /// labels and decision rules. Thresholds may differ.
    /// </summary>
    public bool Continues(KeywordModelProfile other) =>
        FeaturesSha256 == other.FeaturesSha256
        && (FramesPerWindow, StrideFrames, Smoothing, Refractory) == (other.FramesPerWindow, other.StrideFrames, other.Smoothing, other.Refractory)
        && Labels.SequenceEqual(other.Labels);

    // A keyword whose threshold the manifest leaves out is reported when it is likelier than all else together.
    private float ThresholdOf(string label) => Thresholds.TryGetValue(label, out var threshold) ? threshold : 0.5f;
}
