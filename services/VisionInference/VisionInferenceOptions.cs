using Kws.Models;

namespace Kws.VisionInference;

/// <summary>The service's configuration, bound from its root.</summary>
internal sealed class VisionInferenceOptions
{
    public SignModelOptions Models { get; set; } = new();

    public ImageOptions Images { get; set; } = new();

    public ReadOptions Streams { get; set; } = new();

    public PictureBatchOptions Batching { get; set; } = new();

    public SpeechOptions Speech { get; set; } = new();
}

/// <summary>Section <c>Models</c>.</summary>
internal sealed class SignModelOptions : ModelHostOptions
{
    /// <summary>Name of the sign model.</summary>
    public string Sign { get; set; } = "small";

    /// <summary>Its version; null: the highest in the folder, also when it comes later.</summary>
    public string? SignVersion { get; set; }

    /// <inheritdoc/>
    public override ModelChoice Choice => new(ModelTask.SignLetters, Root, Sign, SignVersion, Watch);
}

/// <summary>Section <c>Images</c>.</summary>
internal sealed class ImageOptions
{
    /// <summary>Largest width and height, 64 .. 32,768.</summary>
    public int MaxSidePixels { get; set; } = 8192;

    /// <summary>Largest width times height, 4,096 .. 268,435,456. A decoded pixel takes 3 bytes, of a PNG 7.</summary>
    public int MaxPixels { get; set; } = 16 * 1024 * 1024;

    /// <summary>Pictures decoded at once; 0: one a processor. What this, <see cref="MaxPixels"/> and 7 bytes multiply
    /// to bounds the memory.</summary>
    public int MaxConcurrentDecodes { get; set; }

    /// <summary>Classify calls worked on at once, 1 or more. Beyond it: RESOURCE_EXHAUSTED.</summary>
    public int MaxConcurrentCalls { get; set; } = 256;

    public int ConcurrentDecodes => MaxConcurrentDecodes > 0 ? MaxConcurrentDecodes : Environment.ProcessorCount;
}

/// <summary>Section <c>Streams</c>.</summary>
internal sealed class ReadOptions
{
    /// <summary>Read sessions open at once, 1 or more. Beyond it: RESOURCE_EXHAUSTED.</summary>
    public int MaxSessions { get; set; } = 500;

    /// <summary>Pictures in a row that could not be read, after which a session ends, 1 or more.</summary>
    public int MaxUnreadableInRow { get; set; } = 10;

    /// <summary>Responses that a device may leave unread, 8 or more. Then the session takes no more frames.</summary>
    public int MaxUnreadResponses { get; set; } = 256;

    /// <summary>How long a device may leave so many responses unread before it is cut, 0.1 s .. 10 min.</summary>
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>Section <c>Batching</c>.</summary>
internal sealed class PictureBatchOptions
{
    /// <summary>Pictures in one batch, 1 .. 256.</summary>
    public int MaxBatch { get; set; } = 8;

    /// <summary>
    /// Longest time a picture waits for company, 0 .. 1 s. Zero, since a batch of sign pictures takes as long as
    /// its pictures alone (docs/adr/0005): batches only form while all workers are busy.
    /// </summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.Zero;

    /// <summary>Inference threads; 0: one a processor.</summary>
    public int Workers { get; set; }

    public int WorkerCount => Workers > 0 ? Workers : Math.Min(64, Environment.ProcessorCount);
}

/// <summary>Section <c>Speech</c>.</summary>
internal sealed class SpeechOptions
{
    /// <summary>Address of Tts; a service name is resolved by service discovery.</summary>
    public string Address { get; set; } = "http://tts";

    /// <summary>Longest time for one letter or word, 0.1 s .. 5 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Letters and words of one session that may wait to be spoken, 1 .. 1000. Beyond it they are reported
    /// unspoken.</summary>
    public int MaxWaiting { get; set; } = 16;
}
