using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Errors;

internal static partial class ErrorsLog
{
    [LoggerMessage(EventId = 1000, EventName = "UnexpectedError", Level = LogLevel.Error,
        Message = "{Method} failed unexpectedly; the caller was given reference {Reference}")]
    public static partial void Unexpected(ILogger logger, string method, string reference, Exception exception);

    [LoggerMessage(EventId = 1001, EventName = "MalformedRequests", Level = LogLevel.Warning,
        Message = "Refused {Count} request(s) that cannot be read, the last one a {Message} of {Method}")]
    public static partial void Malformed(ILogger logger, int count, string method, string message);
}
