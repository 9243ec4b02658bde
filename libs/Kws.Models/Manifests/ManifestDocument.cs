using System.Text.Json;
using System.Text.Json.Serialization;
using Kws.Detection;

namespace Kws.Models;

/// <summary>The manifest as JSON has it, before it is checked: anything may be missing.</summary>
internal sealed record ManifestDocument(
    string? Schema,
    string? Task,
    string? Name,
    string? Version,
    IReadOnlyList<string?>? Labels,
    IReadOnlyList<TensorDocument?>? Inputs,
    IReadOnlyList<TensorDocument?>? Outputs,
    JsonElement? Features,
    [property: JsonPropertyName("features_sha256")] string? FeaturesSha256,
    ImageDocument? Image,
    DetectionSettings? Detection,
    VerifierDocument? Verifier,
    StreamingDocument? Streaming,
    ClipsDocument? Clips,
    ReadingDocument? Reading,
    IReadOnlyList<MetricDocument?>? Metrics,
    CostDocument? Cost,
    string? Licence,
    IReadOnlyList<string?>? Attribution,
    IReadOnlyList<FileDocument?>? Files);

internal sealed record TensorDocument(string? Name, string? Type, IReadOnlyList<int>? Shape);

internal sealed record ImageDocument(
    int? WidthPixels, int? HeightPixels, string? ColourOrder, IReadOnlyList<float>? Mean, IReadOnlyList<float>? Scale,
        string? Resize, string? Crop);

internal sealed record ReadingDocument(
    double? MinimumPosterior, int? SmoothingFrames, int? CommitFrames, int? CommitMs, int? WordPauseMs,
        Dictionary<string, Dictionary<string, double>?>? Confusions);

internal sealed record VerifierDocument(
    string? File, int? Frames, int? Looks, IReadOnlyDictionary<string, float>? Thresholds,
        IReadOnlyDictionary<string, float>? Alone);

internal sealed record StreamingDocument(int? FrameMultiple, IReadOnlyList<StateDocument?>? States);

internal sealed record ClipsDocument(float? UnsureBelow, IReadOnlyList<int>? ShiftFrames, string? File);

internal sealed record StateDocument(string? Input, string? Output, IReadOnlyList<int>? Shape, int? StepsAxis);

internal sealed record MetricDocument(string? Name, double? Value, string? Data, long? Samples);

internal sealed record CostDocument(
    long? Parameters,
    long? MultiplyAdds,
    long? Bytes,
    [property: JsonPropertyName("latency_ms_batch1")] double? LatencyMsBatch1,
    [property: JsonPropertyName("latency_ms_batch32")] double? LatencyMsBatch32);

internal sealed record FileDocument(
    string? Path,
    [property: JsonPropertyName("sha256")] string? Sha256,
    long? Bytes);
