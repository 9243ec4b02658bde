namespace Kws.AudioInference.Streaming;

/// <summary>Something a session tells its device. Positions are samples of the recording at the device's
/// rate.</summary>
internal abstract record SpotEvent;

/// <summary>A spoken word; positions as in <see cref="SpotEvent"/>, <paramref name="EndSample"/> one past the
/// word.</summary>
internal sealed record KeywordSpotted(
    string Id,
    string Label,
    float Confidence,
    long StartSample,
    long EndSample,
    long DecidedSample,
    string ModelName,
    string ModelVersion,
    TimeSpan ServerDelay) : SpotEvent;

/// <summary>A word that almost was.</summary>
internal sealed record KeywordNearlySpotted(
    string Label,
    float Score,
    float Threshold,
    string Rival,
    float RivalScore,
    long StartSample,
    long EndSample) : SpotEvent;

/// <summary>How far the audio was decided, and from where to resume.</summary>
internal sealed record AudioAcknowledged(long ProcessedSample, long ResumeSample) : SpotEvent;

/// <summary>Scores of one decision, by the model's labels.</summary>
internal sealed record DecisionScored(long DecidedSample, float[] Posteriors) : SpotEvent;
