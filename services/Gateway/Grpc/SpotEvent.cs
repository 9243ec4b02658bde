using System.Text.Json.Serialization;

namespace Kws.Gateway.Grpc;

/// <summary>What a <see cref="SpotStream"/> tells. Positions are samples of the recording at the device's
/// rate.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SpotStarted), "started")]
[JsonDerivedType(typeof(KeywordHeard), "keyword")]
[JsonDerivedType(typeof(NearMissHeard), "near_miss")]
[JsonDerivedType(typeof(AudioAcknowledged), "acknowledged")]
[JsonDerivedType(typeof(ScoresTold), "scores")]
internal abstract record SpotEvent;

/// <summary>The first event of every stream.</summary>
internal sealed record SpotStarted(
    string SessionId,
    string ModelName,
    string ModelVersion,
    long AcceptedSample,
    string RecordingId,
    int StrideSamples,
    int WindowSamples,
    double IdleLimitSeconds) : SpotEvent;

/// <summary>A word; its id is the same when the recording is replayed.</summary>
internal sealed record KeywordHeard(
    string Id,
    string Label,
    float Confidence,
    long StartSample,
    long EndSample,
    long DecidedSample,
    string ModelVersion,
    double ServerDelayMs) : SpotEvent;

/// <summary>A word that almost was.</summary>
internal sealed record NearMissHeard(
    string Label,
    float Score,
    float Threshold,
    string Rival,
    float RivalScore,
    long StartSample,
    long EndSample) : SpotEvent;

/// <summary>How far the audio is decided, and from where to resume.</summary>
internal sealed record AudioAcknowledged(long ProcessedSample, long ResumeSample) : SpotEvent;

/// <summary>Of one decision, in the order of the model's labels.</summary>
internal sealed record ScoresTold(long DecidedSample, IReadOnlyList<float> Posteriors) : SpotEvent;
