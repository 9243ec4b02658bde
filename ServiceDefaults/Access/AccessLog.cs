using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Access;

/// <summary>Event ids 1100 to 1119.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(EventId = 1100, EventName = "RevocationsUnread", Level = LogLevel.Warning,
        Message = "Who is revoked cannot be read at {Address}: {Fault}; what is known stays")]
    public static partial void RevocationsUnread(ILogger logger, Uri address, string fault);

    [LoggerMessage(EventId = 1101, EventName = "NoRevocations", Level = LogLevel.Information,
        Message = "The issuer has no list of who is revoked at {Address}")]
    public static partial void NoRevocations(ILogger logger, Uri address);

    [LoggerMessage(EventId = 1102, EventName = "OpenMode", Level = LogLevel.Information,
        Message = "Access is open: everyone on this machine may do everything")]
    public static partial void OpenMode(ILogger logger);
}
