using Kws.AudioInference.Trials;
using Kws.Models;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference;

/// <summary>The service's configuration, bound from its root.</summary>
internal sealed class AudioInferenceOptions
{
    public const string Section = "";

    [ValidateObjectMembers]
    public KeywordModelOptions Models { get; set; } = new();

    [ValidateObjectMembers]
    public FeatureOptions Features { get; set; } = new();

    [ValidateObjectMembers]
    public SpotOptions Streams { get; set; } = new();

    [ValidateObjectMembers]
    public WindowBatchOptions Batching { get; set; } = new();

    [ValidateObjectMembers]
    public ClipOptions Clips { get; set; } = new();

    [ValidateObjectMembers]
    public ListenerOptions Trials { get; set; } = new();
}

/// <summary>Section <c>Models</c>.</summary>
internal sealed class KeywordModelOptions : ModelHostOptions
{
    /// <summary>The keyword model.</summary>
    [RequiredText("a model's name")]
    public string Keyword { get; set; } = "small";

    /// <summary>Its version; not set: the highest in the folder, also when it comes later.</summary>
    public string? KeywordVersion { get; set; }

    /// <inheritdoc/>
    public override ModelChoice Choice => new(ModelTask.KeywordSpotting, Root, Keyword, KeywordVersion, Watch);
}

/// <summary>Where features are computed.</summary>
internal enum FeatureSourceKind
{
    /// <summary>In the FeatureExtraction service if the configuration says where it is
    /// (<c>services:featureextraction</c>), otherwise in this process.</summary>
    Auto,

    /// <summary>In this process: AudioInference needs no other service.</summary>
    InProcess,

    /// <summary>In the FeatureExtraction service.</summary>
    Remote,
}

/// <summary>Section <c>Features</c>.</summary>
internal sealed class FeatureOptions
{
    /// <summary>Who computes features: <c>Remote</c> (FeatureExtraction), <c>InProcess</c>, or <c>Auto</c>: remote
    /// where <c>services:featureextraction</c> is configured.</summary>
    [OneOf(typeof(FeatureSourceKind))]
    public FeatureSourceKind Source { get; set; } = FeatureSourceKind.Auto;

    /// <summary>Address of FeatureExtraction; a service name is resolved by service discovery.</summary>
    [HttpAddress]
    public string Address { get; set; } = "http://featureextraction";

    /// <summary>Calls that all streams share.</summary>
    [NumberRange(1, 64)]
    public int Lanes { get; set; } = 2;

    /// <summary>Least time between two messages of such a call: audio that comes meanwhile shares the next
    /// one.</summary>
    [TimeRange("00:00:00", "00:00:00.1")]
    public TimeSpan MessageInterval { get; set; } = TimeSpan.FromMilliseconds(3);

    /// <summary>How long FeatureExtraction may leave audio unanswered before its streams go to another
    /// instance.</summary>
    /// <remarks>It is noticed between three and five quarters of it.</remarks>
    [TimeRange("00:00:00.1", "00:01:00")]
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long FeatureExtraction may take for a clip.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan ClipLimit { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether features are computed in this process while no FeatureExtraction answers; otherwise streams
    /// wait for one and clips are UNAVAILABLE.</summary>
    public bool InProcessWhenAway { get; set; } = true;

    /// <summary>Whether the FeatureExtraction service is used.</summary>
    public bool IsRemote(IConfiguration configuration) => Source switch
    {
        FeatureSourceKind.Remote => true,
        FeatureSourceKind.InProcess => false,
        _ => configuration.GetSection("services:featureextraction").Exists(),
    };
}

/// <summary>Section <c>Streams</c>.</summary>
internal sealed class SpotOptions
{
    /// <summary>Sessions open at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 1_000_000)]
    public int MaxSessions { get; set; } = 2000;

    /// <summary>Audio of one session that may wait for its decision; then the session takes no more until some is
    /// decided.</summary>
    [TimeRange("00:00:00.5", "00:01:00")]
    public TimeSpan MaxPending { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Delay of decisions, from the receipt of a window's last sample and for nine of ten, above which new
    /// streams are RESOURCE_EXHAUSTED; below half of it they are taken again.</summary>
    [TimeRange("00:00:00.02", "00:01:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Streams whose first audio came no longer than this before decisions got later than
    /// <see cref="MaxDelay"/> are ended as RESOURCE_EXHAUSTED, the newest first, until the rest is in time. 0: none
    /// is.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan Probation { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Responses that a device may leave unread; then the session takes no more audio.</summary>
    [NumberRange(8, 1_000_000)]
    public int MaxUnreadResponses { get; set; } = 256;

    /// <summary>How long a session may take no audio without any progress before it is cut.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long sessions have to decide what they received when the server drains.</summary>
    [TimeRange("00:00:00", "00:00:30")]
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Section <c>Batching</c>.</summary>
internal sealed class WindowBatchOptions
{
    /// <summary>Windows in one batch, which wait for each other.</summary>
    /// <remarks>The shipped model costs the same per window from 8 on (benchmarks/README.md).</remarks>
    [NumberRange(1, 1024)]
    public int MaxBatch { get; set; } = 16;

    /// <summary>Longest time a window waits for company.</summary>
    [TimeRange("00:00:00", "00:00:01")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Inference threads; 0: one less than processors, at least one. One processor is left to the
    /// network.</summary>
    [NumberRange(0, 64)]
    public int Workers { get; set; }

    public int WorkerCount => Workers > 0 ? Workers : Math.Max(1, Environment.ProcessorCount - 1);
}

/// <summary>Section <c>Clips</c>.</summary>
internal sealed class ClipOptions
{
    /// <summary>Longest clip, in seconds.</summary>
    [NumberRange(1, 600)]
    public int MaxSeconds { get; set; } = 60;

    /// <summary>Clips worked on at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100_000)]
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>Clips of one ClassifyMany call worked on at once.</summary>
    [NumberRange(1, 64)]
    public int ConcurrentPerCall { get; set; } = 16;
}

/// <summary>Finds every fault of the configuration at start-up.</summary>
[OptionsValidator]
internal sealed partial class AudioInferenceOptionsValidator : IValidateOptions<AudioInferenceOptions>;
