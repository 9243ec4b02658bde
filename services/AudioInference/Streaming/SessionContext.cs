using AudioInference.Detection;
using AudioInference.Features;
using AudioInference.Scheduling;

namespace AudioInference.Streaming;

/// <summary>What all sessions share.</summary>
public sealed record SessionContext(
    StreamOptions Options,
    IFeatureSource Features,
    IWindowQueue Queue,
    DetectionFanOut Detections,
    AudioInferenceMetrics Metrics,
    TimeProvider Time);
