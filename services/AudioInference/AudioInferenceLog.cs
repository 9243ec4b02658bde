namespace Kws.AudioInference;

/// <summary>Log messages of the service, event ids 2000 .. 2099. Never audio.</summary>
internal static partial class AudioInferenceLog
{
    [LoggerMessage(2002, LogLevel.Error, "A batch of {Windows} window(s) failed")]
    public static partial void BatchFailed(ILogger logger, int windows, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "Sink {Sink} threw at detection {DetectionId}; it lost the detection")]
    public static partial void DetectionSinkThrew(ILogger logger, string sink, string detectionId, Exception exception);

    [LoggerMessage(2004, LogLevel.Debug,
        "Session {SessionId} of device {DeviceId} begins at sample {AcceptedSample} with model {ModelVersion}")]
    public static partial void SessionBegan(
        ILogger logger,
        string sessionId,
        string deviceId,
        long acceptedSample,
        string modelVersion);

    [LoggerMessage(2005, LogLevel.Debug, "Session {SessionId} ended: {Outcome}")]
    public static partial void SessionEnded(ILogger logger, string sessionId, string outcome);

    [LoggerMessage(2006, LogLevel.Warning, "Session {SessionId} was cut: {Reason}")]
    public static partial void SessionCut(ILogger logger, string sessionId, string reason);

    [LoggerMessage(2007, LogLevel.Warning,
        "The call to FeatureExtraction (lane {Lane}) broke; {Streams} stream(s) are resent on the next one in " +
        "{Delay}: {Reason}")]
    public static partial void FeatureCallBroke(ILogger logger, int lane, int streams, TimeSpan delay, string reason);

    [LoggerMessage(2008, LogLevel.Information,
        "The call to FeatureExtraction (lane {Lane}) is open again; {Streams} stream(s) were resent")]
    public static partial void FeatureCallResumed(ILogger logger, int lane, int streams);

    [LoggerMessage(2010, LogLevel.Warning,
        "Overloaded: decisions take {Delay:0.00} s, more than {Limit:0.###} s, with {Streams} stream(s); new ones " +
        "are refused")]
    public static partial void Overloaded(ILogger logger, double delay, double limit, int streams);

    [LoggerMessage(2011, LogLevel.Information,
        "No longer overloaded: decisions take {Delay:0.00} s; {Refused} new stream(s) were refused and {Ended} ended " +
        "that had just begun; {Streams} are open")]
    public static partial void NoLongerOverloaded(ILogger logger, double delay, int refused, int ended, int streams);

    [LoggerMessage(2012, LogLevel.Warning,
        "No FeatureExtraction answers lane {Lane}: features of its {Streams} stream(s) are computed in this process")]
    public static partial void FeaturesComputedHere(ILogger logger, int lane, int streams);

    [LoggerMessage(2013, LogLevel.Warning,
        "FeatureExtraction did not answer for a clip ({Reason}): clips' features are computed in this process until " +
        "it does")]
    public static partial void ClipsComputedHere(ILogger logger, string reason);

    [LoggerMessage(2009, LogLevel.Debug, "{Sessions} session(s) are told to resume elsewhere")]
    public static partial void Draining(ILogger logger, int sessions);
}
