namespace Kws.Tts;

/// <summary>Log events 4000 to 4099. Texts are never logged.</summary>
internal static partial class TtsLog
{
    [LoggerMessage(4000, LogLevel.Warning, "Speech engine {Engine} is unavailable: {Reason}")]
    public static partial void EngineUnavailable(this ILogger logger, string engine, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "A worker of speech engine {Engine} is replaced: {Reason}")]
    public static partial void WorkerReplaced(this ILogger logger, string engine, string reason);

    [LoggerMessage(4002, LogLevel.Information, "Speech was cut: the client took nothing for {Seconds} s")]
    public static partial void ReaderTooSlow(this ILogger logger, int seconds);

    [LoggerMessage(4003, LogLevel.Debug, "Spoke {Milliseconds} ms with {Voice}, from cache: {FromCache}")]
    public static partial void Spoke(this ILogger logger, long milliseconds, string voice, bool fromCache);

    [LoggerMessage(4004, LogLevel.Warning, "Speech was cut: {Bytes} bytes wait for clients already, the limit of all")]
    public static partial void BuffersFull(this ILogger logger, long bytes);
}
