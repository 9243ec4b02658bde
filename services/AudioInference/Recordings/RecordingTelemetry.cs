using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.AudioInference.Recordings;

/// <summary>Metrics <c>kws.audio.recordings.*</c>.</summary>
internal sealed class RecordingMetrics
{
    private readonly Counter<long> _stored;
    private readonly Counter<long> _dropped;

    public RecordingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(AudioInferenceMetrics.SourceName);
        _stored = meter.CreateCounter<long>("kws.audio.recordings.stored", "{clip}", "Clips in the object store");
        _dropped = meter.CreateCounter<long>("kws.audio.recordings.dropped", "{clip}",
            "Clips that were not kept, by reason");
    }

    public void Stored() => _stored.Add(1);

    public void Dropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));
}

/// <summary>Event ids 2050 to 2059. Never audio.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(2050, LogLevel.Information, "Recording is on: clips go to {Location}", EventName = "RecordingOn")]
    public static partial void On(ILogger logger, string location);

    [LoggerMessage(2051, LogLevel.Warning, "Clip {DetectionId} was not kept: {Reason}", EventName = "ClipDropped")]
    public static partial void Dropped(ILogger logger, string detectionId, string reason);

    [LoggerMessage(2052, LogLevel.Warning,
        "The object store does not take clip {DetectionId}; it is tried again in {Pause}: {Reason}",
            EventName = "ClipRetried")]
    public static partial void Retried(ILogger logger, string detectionId, TimeSpan pause, string reason);
}

/// <summary>Degraded while the object store takes no clips: words are heard all the same.</summary>
internal sealed class RecordingHealthCheck(RecordingWriter writer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(writer.Fault is { } fault
            ? HealthCheckResult.Degraded($"no clips are stored: {fault}")
            : HealthCheckResult.Healthy());
}
