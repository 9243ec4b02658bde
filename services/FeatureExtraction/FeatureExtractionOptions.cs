using System.ComponentModel.DataAnnotations;

namespace Kws.FeatureExtraction;

/// <summary>What this server gives to its callers. Configuration section <c>FeatureExtraction</c>; all faults are told
/// at start-up.</summary>
internal sealed class FeatureExtractionOptions : IValidatableObject
{
    public const string Section = "FeatureExtraction";

    /// <summary>Extract calls open at once; more are RESOURCE_EXHAUSTED. Default 256.</summary>
    [Range(1, 100_000)]
    public int MaxCalls { get; set; } = 256;

    /// <summary>Audio streams open on one call; more end the call with RESOURCE_EXHAUSTED. Default 2048.</summary>
    [Range(1, 100_000)]
    public int MaxStreamsPerCall { get; set; } = 2_048;

    /// <summary>Audio streams open on all calls together; each holds 15 to 60 kB. Default 8192.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreams { get; set; } = 8_192;

    /// <summary>Bytes of one stream's pcm in one message. Default 1 MiB: 33 s of 16-bit audio at 16 kHz.</summary>
    [Range(2, 64 << 20)]
    public int MaxPcmBytesPerMessage { get; set; } = 1 << 20;

    /// <summary>Frames that one second of audio may become; bounds the work a caller asks for. Default 1000.</summary>
    [Range(1, 48_000)]
    public int MaxFramesPerSecond { get; set; } = 1_000;

    /// <summary>Longest clip of ExtractClip in seconds. Default 60.</summary>
    [Range(1, 3_600)]
    public int MaxClipSeconds { get; set; } = 60;

    /// <summary>Bytes of responses held for a call whose client reads slowly; then its audio is no longer read. Default
    /// 2 MiB.</summary>
    [Range(1_024, 256 << 20)]
    public int MaxQueuedResponseBytes { get; set; } = 2 << 20;

    /// <summary>How long a client may leave its responses unread before the call is cut. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxStreamsPerCall > MaxStreams)
            yield return new ValidationResult(
                $"{nameof(MaxStreamsPerCall)} is {MaxStreamsPerCall}; allowed: at most {nameof(MaxStreams)} " +
                $"({MaxStreams})");
    }
}
