namespace Kws.Evaluation;

/// <summary>A recording after the model: what it heard at each decision. Kept, so that thresholds can be tried on
/// it.</summary>
/// <param name="Kind">For grouping, such as <c>noise</c>.</param>
/// <param name="Posteriors">Row-major [decisions, labels], not smoothed.</param>
/// <param name="Spoken">The keywords that are in it.</param>
/// <param name="SampleCount">Its length at the model's rate.</param>
public sealed record HeardRecording(
    string Kind,
    float[] Posteriors,
    IReadOnlyList<SpokenWord> Spoken,
    long SampleCount)
{
    /// <summary>What the verifier says of it; null: it was heard without one.</summary>
    public SecondLooks? Looks { get; init; }
}

/// <summary>A keyword that is told.</summary>
/// <param name="Label">Of it.</param>
/// <param name="DecidedSample">One past the last sample of the window that decided it, at the model's rate.</param>
/// <param name="Confidence">The first network's score.</param>
public sealed record DetectedWord(string Label, long DecidedSample, float Confidence);

/// <summary>A keyword that no event of its label came for in time.</summary>
/// <param name="Recording">Number of its recording among those scored, from 0.</param>
/// <param name="Label">What was said.</param>
/// <param name="StartSeconds">Where in the recording the word starts.</param>
public sealed record MissedWord(int Recording, string Label, double StartSeconds);
