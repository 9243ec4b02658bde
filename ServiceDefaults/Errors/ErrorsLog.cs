using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Errors;

internal static partial class ErrorsLog
{
    [LoggerMessage(EventId = 1000, EventName = "UnexpectedError", Level = LogLevel.Error,
        Message = "{Method} failed unexpectedly; the caller was given reference {Reference}")]
    public static partial void Unexpected(ILogger logger, string method, string reference, Exception exception);
}
