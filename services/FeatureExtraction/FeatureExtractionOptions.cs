using System.ComponentModel.DataAnnotations;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction;

/// <summary>What this server gives to its callers. Configuration section <c>FeatureExtraction</c>.</summary>
internal sealed class FeatureExtractionOptions : IValidatableObject
{
    public const string Section = "FeatureExtraction";

    /// <summary>Extract calls open at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxCalls { get; set; } = 256;

    /// <summary>Audio streams open on one call, at most <see cref="MaxStreams"/>; more end the call with
    /// RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxStreamsPerCall { get; set; } = 2_048;

    /// <summary>Audio streams open on all calls together; each holds 15 to 60 kB.</summary>
    [NumberRange(1, 1_000_000)]
    public int MaxStreams { get; set; } = 8_192;

    /// <summary>Bytes of one stream's audio in one message.</summary>
    [NumberRange(2, 64 << 20)]
    public int MaxPcmBytesPerMessage { get; set; } = 1 << 20;

    /// <summary>Frames that one second of audio may become; bounds the work a caller asks for.</summary>
    [NumberRange(1, 48_000)]
    public int MaxFramesPerSecond { get; set; } = 1_000;

    /// <summary>Floating-point operations that one second of audio may cost, known before any work; a costlier spec is
    /// INVALID_ARGUMENT. The presets take 2 to 3 million, a core does some 10,000 million a second.</summary>
    [NumberRange(1_000_000, 1_000_000_000_000)]
    public long MaxOperationsPerSecond { get; set; } = 50_000_000;

    /// <summary>Different specs, or rates of the audio, that one call may open streams with; each takes up to 50 ms to
    /// set up.</summary>
    [NumberRange(1, 100_000)]
    public int MaxSpecsPerCall { get; set; } = 16;

    /// <summary>Longest clip of ExtractClip, in seconds.</summary>
    [NumberRange(1, 3_600)]
    public int MaxClipSeconds { get; set; } = 60;

    /// <summary>ExtractClip calls taken at once, computed or waiting; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxClips { get; set; } = 256;

    /// <summary>Clips computed at once, the others wait; 0: one less than processors, at least one. One processor is
    /// left to the streams.</summary>
    [NumberRange(0, 1024)]
    public int ClipWorkers { get; set; }

    public int ClipWorkerCount => ClipWorkers > 0 ? ClipWorkers : Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Bytes of responses held for a call whose client reads slowly; then its audio is no longer
    /// read.</summary>
    [NumberRange(1_024, 256 << 20)]
    public int MaxQueuedResponseBytes { get; set; } = 2 << 20;

    /// <summary>How long a client may leave its responses unread before the call is cut.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxStreamsPerCall > MaxStreams)
            yield return SettingFault.Of(validationContext, SettingFault.Text(nameof(MaxStreamsPerCall),
                MaxStreamsPerCall, $"at most {nameof(MaxStreams)} ({MaxStreams})"));
    }
}

/// <summary>Finds every fault of <see cref="FeatureExtractionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FeatureExtractionOptionsValidator : IValidateOptions<FeatureExtractionOptions>;
