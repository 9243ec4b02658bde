namespace Kws.Detection;

/// <summary>How a keyword model's posteriors become detections: section <c>detection</c> of its manifest.</summary>
public sealed record DetectionSettings
{
    /// <summary>Frames from one decision to the next, 1 .. 1000. Default 10.</summary>
    public int StrideFrames { get; init; } = 10;

    /// <summary>Windows averaged, 1 .. 100. Default 3.</summary>
    public int SmoothingWindows { get; init; } = 3;

    /// <summary>Windows averaged for an early answer, 0 .. <see cref="SmoothingWindows"/>. Default 0: none.</summary>
    public int EarlyWindows { get; init; }

    /// <summary>By what the odds of an early answer are divided, 1 .. 1,000,000. Default 8.</summary>
    public float EarlyOdds { get; init; } = 8;

    /// <summary>Milliseconds in which a label starts no second word, 0 .. 60,000. Default 1,000.</summary>
    public int RefractoryMs { get; init; } = 1000;

    /// <summary>Share of a threshold from which a peak is a near miss, 0 .. 1. Default 0.6.</summary>
    public double NearMissShare { get; init; } = 0.6;

    /// <summary>Score at which a keyword is reported, above 0 .. 1, by label. Labels left out have none of their
    /// own.</summary>
    public IReadOnlyDictionary<string, float> Thresholds { get; init; } = new Dictionary<string, float>();

    /// <summary>The rules of a stream.</summary>
    /// <param name="labels">The model's, in the order of its posteriors.</param>
    /// <param name="stride">Time from one decision to the next, above 0.</param>
    /// <param name="thresholds">By keyword; labels that are absent are not reported.</param>
    /// <param name="secondLook">When a second look lets a word start; null: every crossing does.</param>
    /// <exception cref="ArgumentException">
    /// A label of <paramref name="thresholds"/> is no keyword, or a number is out of range.
    /// </exception>
    public DetectionPlan PlanFor(
        IReadOnlyList<string> labels, TimeSpan stride, IReadOnlyDictionary<string, float> thresholds,
            SecondLookRules? secondLook = null)
    {
        // A part of a decision counts whole.
        var refractoryDecisions = (int)Math.Ceiling(TimeSpan.FromMilliseconds(RefractoryMs) / stride);
        var smoothing = new Smoothing(SmoothingWindows, EarlyWindows, EarlyOdds);
        return new DetectionPlan(labels, thresholds, smoothing, refractoryDecisions, (float)NearMissShare, secondLook);
    }

    /// <summary>Whether a stream may go over from one to the other: all but the thresholds and the near misses' share
    /// is equal.</summary>
    public bool DecidesAlike(DetectionSettings other) =>
        (StrideFrames, SmoothingWindows, EarlyWindows, EarlyOdds, RefractoryMs)
        == (other.StrideFrames, other.SmoothingWindows, other.EarlyWindows, other.EarlyOdds, other.RefractoryMs);
}
