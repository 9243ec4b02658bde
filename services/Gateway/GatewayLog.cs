using Yarp.ReverseProxy.Forwarder;

namespace Kws.Gateway;

/// <summary>The gateway's log: events 7000 to 7199.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(7000, LogLevel.Warning, "A call of {Method} was given up: {Error}")]
    public static partial void CallBroken(
        this ILogger logger, string method, ForwarderError error, Exception? exception);

    [LoggerMessage(7011, LogLevel.Warning, "The answer of {Path} was cut short")]
    public static partial void AnswerCut(this ILogger logger, string path, Exception exception);

    [LoggerMessage(7010, LogLevel.Error, "Request of {Path} failed unexpectedly; told to the caller as {Reference}")]
    public static partial void Unexpected(this ILogger logger, string path, string reference, Exception exception);

    [LoggerMessage(7001, LogLevel.Error, "A conversation failed unexpectedly; the caller was given {Reference}")]
    public static partial void ConversationFailed(this ILogger logger, string reference, Exception exception);
}
