using Kws.AudioInference.Detection;
using Kws.AudioInference.Features;
using Kws.AudioInference.Overload;
using Kws.AudioInference.Scheduling;

namespace Kws.AudioInference.Streaming;

/// <summary>What all sessions share.</summary>
internal sealed record SessionContext(
    SpotOptions Options,
    IFeatureSource Features,
    WindowScheduler Scheduler,
    DetectionFanOut Detections,
    StreamAdmission Admission,
    AudioInferenceMetrics Metrics,
    TimeProvider Time);
