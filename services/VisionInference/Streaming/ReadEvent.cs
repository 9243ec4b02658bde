using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Streaming;

/// <summary>What a session tells its device.</summary>
internal abstract record ReadEvent;

/// <summary>A frame was seen.</summary>
/// <param name="FrameIndex">0 for the session's first.</param>
/// <param name="Letters">Best first, at most 3; empty when no letter or not sure.</param>
/// <param name="IsConfident">Whether the first of them is sure enough to be read.</param>
/// <param name="Error">Why the picture could not be read; empty otherwise.</param>
/// <param name="Hand">Where the hand is, in shares of the upright picture; null: no hand was found, or the model tells
/// it not.</param>
internal sealed record FrameObserved(
    long FrameIndex,
    IReadOnlyList<RankedLetter> Letters,
    bool IsConfident,
    string Error,
    RegionOfInterest? Hand = null) : ReadEvent;

/// <summary>A letter was committed.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Letter">The label.</param>
/// <param name="Confidence">Its mean posterior.</param>
/// <param name="FirstCaptured">When it was first seen.</param>
/// <param name="Committed">When it counted.</param>
/// <param name="Replaces">Id of the letter that turned out to be its beginning; empty: none.</param>
/// <param name="IsExperimental">Whether it was read from motion.</param>
internal sealed record LetterRead(
    string Id,
    string Letter,
    float Confidence,
    TimeSpan FirstCaptured,
    TimeSpan Committed,
    string Replaces = "",
    bool IsExperimental = false) : ReadEvent;

/// <summary>A word ended.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Spelled">As the letters were committed.</param>
/// <param name="Proposed">The likeliest word.</param>
/// <param name="FirstCaptured">Of its first letter.</param>
/// <param name="LastCaptured">Of its last letter's commitment.</param>
internal sealed record WordRead(
    string Id,
    string Spelled,
    string Proposed,
    TimeSpan FirstCaptured,
    TimeSpan LastCaptured) : ReadEvent;

/// <summary>Some speech of a letter or word, mono s16le; the last has no audio.</summary>
internal sealed record SpeechSpoken(string OfId, ReadOnlyMemory<byte> Pcm, int SampleRateHz, bool IsLast, string Error)
    : ReadEvent;

/// <summary>A label with its posterior.</summary>
internal readonly record struct RankedLetter(string Letter, float Posterior)
{
    /// <summary>The likeliest labels, best first.</summary>
    public static IReadOnlyList<RankedLetter> Best(
        IReadOnlyList<string> labels,
        IReadOnlyList<float> posteriors,
        int count) =>
        [.. Enumerable.Range(0, labels.Count).OrderByDescending(label => posteriors[label]).Take(count)
            .Select(label => new RankedLetter(labels[label], posteriors[label]))];
}
