using AudioInference.Detection;
using AudioInference.Features;
using AudioInference.Scheduling;

namespace AudioInference.Streaming;

/// <summary>What all sessions share.</summary>
public sealed record SessionContext(
    SpotOptions Options,
    IFeatureSource Features,
    WindowScheduler Scheduler,
    DetectionFanOut Detections,
    AudioInferenceMetrics Metrics,
    TimeProvider Time);
