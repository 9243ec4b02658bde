using Kws.Audio;
using Kws.Models;

namespace Kws.AudioInference.Streaming;

/// <summary>What a device asked for. Validated before it gets here, but for the keywords.</summary>
internal sealed record SpotSettings
{
    public required string DeviceId { get; init; }

    /// <summary>Names one recording across reconnects.</summary>
    public required string RecordingId { get; init; }

    public required int SampleRateHz { get; init; }

    public required PcmEncoding Encoding { get; init; }

    /// <summary>Keywords to report; empty: all.</summary>
    public IReadOnlyDictionary<string, KeywordWish> Keywords { get; init; } = new Dictionary<string, KeywordWish>();

    /// <summary>Whether keywords must stand by themselves that do not say it; null: as the model says.</summary>
    public WordIsolation? Isolation { get; init; }

    /// <summary>From what posterior on the verifier confirms any keyword; null: the model's own thresholds.</summary>
    public float? VerifierThreshold { get; init; }

    public bool WantsNearMisses { get; init; }

    public bool WantsAcknowledgements { get; init; }

    public bool WantsScores { get; init; }

    /// <summary>Where the audio that follows begins in the recording, 0 or more.</summary>
    public long ResumeSample { get; init; }
}
