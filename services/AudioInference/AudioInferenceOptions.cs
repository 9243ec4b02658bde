using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference;

/// <summary>The service's configuration, bound from its root.</summary>
internal sealed class AudioInferenceOptions
{
    public KeywordModelOptions Models { get; set; } = new();

    public FeatureOptions Features { get; set; } = new();

    public SpotOptions Streams { get; set; } = new();

    public WindowBatchOptions Batching { get; set; } = new();

    public ClipOptions Clips { get; set; } = new();
}

/// <summary>Section <c>Models</c>.</summary>
internal sealed class KeywordModelOptions : ModelHostOptions
{
    /// <summary>Name of the keyword model.</summary>
    public string Keyword { get; set; } = "small";

    /// <summary>Its version; null: the highest in the folder, also when it comes later.</summary>
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
    public FeatureSourceKind Source { get; set; } = FeatureSourceKind.Auto;

    /// <summary>Address of FeatureExtraction; a service name is resolved by service discovery.</summary>
    public string Address { get; set; } = "http://featureextraction";

    /// <summary>Calls that all streams share, 1 .. 64.</summary>
    public int Lanes { get; set; } = 2;

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
    /// <summary>Sessions open at once, 1 or more. Beyond it: RESOURCE_EXHAUSTED.</summary>
    public int MaxSessions { get; set; } = 2000;

    /// <summary>Audio of one session that may wait for its decision, 0.5 .. 60 s. Then the session takes no more until
    /// some is decided.</summary>
    public TimeSpan MaxPending { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Responses that a device may leave unread, 8 or more. Then the session takes no more audio.</summary>
    public int MaxUnreadResponses { get; set; } = 256;

    /// <summary>How long a session may take no audio without any progress before it is cut, 0.1 s .. 10 min.</summary>
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long sessions have to decide what they received when the server drains, 0 .. 30 s.</summary>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Section <c>Batching</c>.</summary>
internal sealed class WindowBatchOptions
{
    /// <summary>
    /// Windows in one batch, 1 .. 1024. The shipped model costs the same per window from 8 on (benchmarks/README.md),
    /// and the windows of a batch wait for each other.
    /// </summary>
    public int MaxBatch { get; set; } = 16;

    /// <summary>Longest time a window waits for company, 0 .. 1 s.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Inference threads; 0: one less than processors, at least one. One processor is left to the
    /// network.</summary>
    public int Workers { get; set; }

    public int WorkerCount => Workers > 0 ? Workers : Math.Max(1, Environment.ProcessorCount - 1);
}

/// <summary>Section <c>Clips</c>.</summary>
internal sealed class ClipOptions
{
    /// <summary>Longest clip, 1 .. 600 s.</summary>
    public int MaxSeconds { get; set; } = 60;

    /// <summary>Clips worked on at once, 1 or more. Beyond it: RESOURCE_EXHAUSTED.</summary>
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>Clips of one ClassifyMany call worked on at once, 1 .. 64.</summary>
    public int ConcurrentPerCall { get; set; } = 16;
}

/// <summary>Finds every fault of the configuration at start-up.</summary>
internal sealed class AudioInferenceOptionsValidator : IValidateOptions<AudioInferenceOptions>
{
    private readonly List<string> _faults = [];

    public ValidateOptionsResult Validate(string? name, AudioInferenceOptions options)
    {
        _faults.Clear();
        CheckModels(options.Models);
        CheckFeatures(options.Features);
        CheckStreams(options.Streams);
        Check(options.Batching.MaxBatch is >= 1 and <= 1024, "Batching:MaxBatch", options.Batching.MaxBatch,
            "1 to 1024");
        Check(options.Batching.MaxWait >= TimeSpan.Zero && options.Batching.MaxWait <= TimeSpan.FromSeconds(1),
            "Batching:MaxWait", options.Batching.MaxWait, "0 to 1 s");
        Check(options.Batching.Workers is >= 0 and <= 64, "Batching:Workers", options.Batching.Workers, "0 to 64");
        Check(options.Clips.MaxSeconds is >= 1 and <= 600, "Clips:MaxSeconds", options.Clips.MaxSeconds, "1 to 600");
        Check(options.Clips.MaxConcurrent is >= 1 and <= 100_000, "Clips:MaxConcurrent", options.Clips.MaxConcurrent,
            "1 to 100000");
        Check(options.Clips.ConcurrentPerCall is >= 1 and <= 64, "Clips:ConcurrentPerCall",
            options.Clips.ConcurrentPerCall, "1 to 64");
        return _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);
    }

    private void CheckModels(KeywordModelOptions models)
    {
        Check(!string.IsNullOrWhiteSpace(models.Keyword), "Models:Keyword", models.Keyword, "a model's name");
        Check(models.Watch >= TimeSpan.Zero && models.Watch <= TimeSpan.FromHours(1), "Models:Watch", models.Watch,
            "0 to 1 h");
        Check(models.Root is null || Directory.Exists(models.Root), "Models:Root", models.Root, "a folder that exists");
    }

    private void CheckFeatures(FeatureOptions features)
    {
        Check(Enum.IsDefined(features.Source), "Features:Source", features.Source, "Auto, InProcess or Remote");
        Check(features.Lanes is >= 1 and <= 64, "Features:Lanes", features.Lanes, "1 to 64");
        var isAddress = Uri.TryCreate(features.Address, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https";
        Check(isAddress, "Features:Address", features.Address, "an http or https address");
    }

    private void CheckStreams(SpotOptions streams)
    {
        Check(streams.MaxSessions is >= 1 and <= 1_000_000, "Streams:MaxSessions", streams.MaxSessions, "1 to 1000000");
        Check(streams.MaxPending >= TimeSpan.FromSeconds(0.5) && streams.MaxPending <= TimeSpan.FromMinutes(1),
            "Streams:MaxPending", streams.MaxPending, "0.5 to 60 s");
        Check(streams.MaxUnreadResponses is >= 8 and <= 1_000_000, "Streams:MaxUnreadResponses",
            streams.MaxUnreadResponses, "8 to 1000000");
        Check(streams.StallLimit >= TimeSpan.FromSeconds(0.1) && streams.StallLimit <= TimeSpan.FromMinutes(10),
            "Streams:StallLimit", streams.StallLimit, "0.1 s to 10 min");
        Check(streams.DrainLimit >= TimeSpan.Zero && streams.DrainLimit <= TimeSpan.FromSeconds(30),
            "Streams:DrainLimit", streams.DrainLimit, "0 to 30 s");
    }

    private void Check(bool isValid, string field, object? value, string limit)
    {
        if (!isValid)
            _faults.Add($"{field} is {value ?? "not set"}; allowed: {limit}");
    }
}
