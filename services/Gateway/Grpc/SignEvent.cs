using System.Text.Json.Serialization;

namespace Kws.Gateway.Grpc;

/// <summary>What a <see cref="SignStream"/> tells. Times are microseconds of the camera's own clock.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SignsStarted), "started")]
[JsonDerivedType(typeof(FrameObserved), "observed")]
[JsonDerivedType(typeof(LetterRead), "letter")]
[JsonDerivedType(typeof(WordRead), "word")]
[JsonDerivedType(typeof(SpeechCame), "speech")]
internal abstract record SignEvent;

/// <summary>The first event of every stream.</summary>
internal sealed record SignsStarted(
    string SessionId, string ModelName, string ModelVersion, double IdleLimitSeconds) : SignEvent;

/// <summary>What one frame shows: at most 3 letters, best first. <paramref name="Error"/>: why it could not be read;
/// null: it could. <paramref name="Hand"/>: where the hand is; null: none was found.</summary>
internal sealed record FrameObserved(
    long FrameIndex, IReadOnlyList<LetterChance> Letters, bool Confident, string? Error, HandPlace? Hand) : SignEvent;

internal sealed record LetterChance(string Letter, float Posterior);

/// <summary>A square around a hand, in shares of the upright frame, 0 .. 1.</summary>
internal sealed record HandPlace(float Left, float Top, float Right, float Bottom);

/// <summary>A letter that was held, or drawn. <paramref name="Replaces"/>: id of the letter that was its beginning;
/// null: none. <paramref name="Experimental"/>: it was read from motion; null: it was not.</summary>
internal sealed record LetterRead(
    string Id, string Letter, float Confidence, long FirstCapturedUs, long CommittedUs, string? Replaces,
    bool? Experimental) : SignEvent;

/// <summary>A word that a pause ended.</summary>
internal sealed record WordRead(
    string Id, string Spelled, string Proposed, long FirstCapturedUs, long LastCapturedUs) : SignEvent;

/// <summary>Part of the speech of a letter or word.</summary>
/// <param name="OfId">Of the letter or word.</param>
/// <param name="SampleRateHz">Mono.</param>
/// <param name="Bytes">How many of s16le there are; 0: none.</param>
/// <param name="Last">The end of this speech.</param>
/// <param name="Error">Why it could not be spoken; null: it could.</param>
internal sealed record SpeechCame(string OfId, int SampleRateHz, int Bytes, bool Last, string? Error) : SignEvent
{
    [JsonIgnore]
    public ReadOnlyMemory<byte> Pcm { get; init; }
}
