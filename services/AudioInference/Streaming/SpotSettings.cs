using Kws.Audio;

namespace Kws.AudioInference.Streaming;

/// <summary>What a device asked for. Validated before it gets here, but for the keywords.</summary>
internal sealed record SpotSettings
{
    public required string DeviceId { get; init; }

    /// <summary>Names one recording across reconnects.</summary>
    public required string RecordingId { get; init; }

    public required int SampleRateHz { get; init; }

    public required PcmEncoding Encoding { get; init; }

    /// <summary>Keywords to report with their thresholds, null for the model's own; empty: all.</summary>
    public IReadOnlyDictionary<string, float?> Keywords { get; init; } = new Dictionary<string, float?>();

    /// <summary>From what posterior on the verifier confirms any keyword; null: the model's own thresholds.</summary>
    public float? VerifierThreshold { get; init; }

    public bool WantsNearMisses { get; init; }

    public bool WantsAcknowledgements { get; init; }

    public bool WantsScores { get; init; }

    /// <summary>Where the audio that follows begins in the recording, 0 or more.</summary>
    public long ResumeSample { get; init; }
}
