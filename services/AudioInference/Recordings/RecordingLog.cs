namespace Kws.AudioInference.Recordings;

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
