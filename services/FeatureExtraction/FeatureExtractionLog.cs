namespace Kws.FeatureExtraction;

/// <summary>This service's log lines: event ids 2100 to 2199. Audio and features are never logged.</summary>
internal static partial class FeatureExtractionLog
{
    [LoggerMessage(EventId = 2100, EventName = "StreamFailed", Level = LogLevel.Debug,
        Message = "Audio stream {StreamId} failed: {Reason}")]
    public static partial void StreamFailed(ILogger logger, uint streamId, string reason);

    [LoggerMessage(EventId = 2101, EventName = "ReaderTooSlow", Level = LogLevel.Warning,
        Message = "Cut a call whose client read nothing for {Patience}; {Bytes} bytes of responses dropped")]
    public static partial void ReaderTooSlow(ILogger logger, TimeSpan patience, long bytes);

    [LoggerMessage(EventId = 2102, EventName = "CallDrained", Level = LogLevel.Information,
        Message = "Ended a call, for {Reason}: {Streams} streams are to be opened elsewhere")]
    public static partial void CallDrained(ILogger logger, string reason, int streams);
}
