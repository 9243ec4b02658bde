namespace Kws.VisionInference;

/// <summary>Log messages of the service, event ids 3000 .. 3099. Never pictures, letters or words.</summary>
internal static partial class VisionInferenceLog
{
    [LoggerMessage(3002, LogLevel.Error, "A batch of {Pictures} picture(s) failed")]
    public static partial void BatchFailed(ILogger logger, int pictures, Exception exception);

    [LoggerMessage(3003, LogLevel.Debug, "Session {SessionId} of device {DeviceId} begins with model {ModelVersion}")]
    public static partial void SessionBegan(ILogger logger, string sessionId, string deviceId, string modelVersion);

    [LoggerMessage(3004, LogLevel.Debug, "Session {SessionId} ended: {Outcome}")]
    public static partial void SessionEnded(ILogger logger, string sessionId, string outcome);

    [LoggerMessage(3005, LogLevel.Warning, "Session {SessionId} was cut: {Reason}")]
    public static partial void SessionCut(ILogger logger, string sessionId, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Session {SessionId}: {OfId} was not spoken: {Reason}")]
    public static partial void NotSpoken(ILogger logger, string sessionId, string ofId, string reason);

    [LoggerMessage(3007, LogLevel.Error, "Sink {Sink} threw at reading {ReadingId}; it lost the reading")]
    public static partial void ReadingSinkThrew(ILogger logger, string sink, string readingId, Exception exception);

    [LoggerMessage(3008, LogLevel.Warning,
        "{Pictures} picture(s) were read in spite of a flaw since this was last told; the latest: {Flaw}")]
    public static partial void PicturesFlawed(ILogger logger, int pictures, string flaw);
}
