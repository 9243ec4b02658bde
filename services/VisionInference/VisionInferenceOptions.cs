using Kws.Models;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference;

/// <summary>The service's configuration, bound from its root.</summary>
internal sealed class VisionInferenceOptions
{
    public const string Section = "";

    [ValidateObjectMembers]
    public SignModelOptions Models { get; set; } = new();

    [ValidateObjectMembers]
    public ImageOptions Images { get; set; } = new();

    [ValidateObjectMembers]
    public ReadOptions Streams { get; set; } = new();

    [ValidateObjectMembers]
    public PictureBatchOptions Batching { get; set; } = new();

    [ValidateObjectMembers]
    public SpeechOptions Speech { get; set; } = new();
}

/// <summary>Section <c>Models</c>.</summary>
internal sealed class SignModelOptions : ModelHostOptions
{
    /// <summary>The sign model.</summary>
    [RequiredText("a model's name")]
    public string Sign { get; set; } = "small";

    /// <summary>Its version; not set: the highest in the folder, also when it comes later.</summary>
    public string? SignVersion { get; set; }

    /// <inheritdoc/>
    public override ModelChoice Choice => new(ModelTask.SignLetters, Root, Sign, SignVersion, Watch);
}

/// <summary>Section <c>Images</c>.</summary>
internal sealed class ImageOptions
{
    /// <summary>Largest width and height, checked on the header, before memory is taken.</summary>
    [NumberRange(64, 32_768)]
    public int MaxSidePixels { get; set; } = 8192;

    /// <summary>Largest width times height, checked likewise. A decoded pixel takes 3 bytes, of a PNG 7.</summary>
    [NumberRange(4096, 1 << 28)]
    public int MaxPixels { get; set; } = 16 * 1024 * 1024;

    /// <summary>Largest picture as it is sent, in bytes. A photo of 12 megapixels takes 3 to 8 MB as a JPEG.</summary>
    [NumberRange(65_536, 256 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Pictures decoded at once; 0: one a processor. What this, <see cref="MaxPixels"/> and 7 bytes multiply
    /// to bounds the memory.</summary>
    [NumberRange(0, 1024)]
    public int MaxConcurrentDecodes { get; set; }

    /// <summary>Classify calls worked on at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxConcurrentCalls { get; set; } = 256;

    public int ConcurrentDecodes => MaxConcurrentDecodes > 0 ? MaxConcurrentDecodes : Environment.ProcessorCount;
}

/// <summary>Section <c>Streams</c>.</summary>
internal sealed class ReadOptions
{
    /// <summary>Read sessions open at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxSessions { get; set; } = 500;

    /// <summary>Pictures in a row that could not be read, after which a session ends; 300 are ten seconds of a
    /// camera.</summary>
    [NumberRange(1, 1_000_000)]
    public int MaxUnreadableInRow { get; set; } = 300;

    /// <summary>Responses that a device may leave unread; then the session takes no more frames.</summary>
    [NumberRange(8, 1_000_000)]
    public int MaxUnreadResponses { get; set; } = 256;

    /// <summary>How long a device may leave so many responses unread before it is cut.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>Section <c>Batching</c>.</summary>
internal sealed class PictureBatchOptions
{
    /// <summary>Pictures in one batch.</summary>
    [NumberRange(1, 256)]
    public int MaxBatch { get; set; } = 8;

    /// <summary>Longest time a picture waits for company; at 0 batches form only while all workers are busy.</summary>
    /// <remarks>A batch of sign pictures takes as long as its pictures alone (docs/adr/0005).</remarks>
    [TimeRange("00:00:00", "00:00:01")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.Zero;

    /// <summary>Inference threads; 0: one a processor.</summary>
    [NumberRange(0, 64)]
    public int Workers { get; set; }

    public int WorkerCount => Workers > 0 ? Workers : Math.Min(64, Environment.ProcessorCount);
}

/// <summary>Section <c>Speech</c>.</summary>
internal sealed class SpeechOptions
{
    /// <summary>Address of Tts; a service name is resolved by service discovery.</summary>
    [HttpAddress]
    public string Address { get; set; } = "http://tts";

    /// <summary>Longest time for one letter or word.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Letters and words of one session that may wait to be spoken; more are reported unspoken.</summary>
    [NumberRange(1, 1000)]
    public int MaxWaiting { get; set; } = 16;
}

/// <summary>Finds every fault of the configuration at start-up.</summary>
[OptionsValidator]
internal sealed partial class VisionInferenceOptionsValidator : IValidateOptions<VisionInferenceOptions>;
