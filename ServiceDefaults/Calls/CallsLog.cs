using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Event ids 1040 to 1049.</summary>
internal static partial class CallsLog
{
    [LoggerMessage(EventId = 1040, EventName = "CallsRefused", Level = LogLevel.Warning,
        Message = "{Calls} call(s) refused or ended since the last such line ({Reason}); the last: {Detail}")]
    public static partial void Refused(ILogger logger, int calls, string reason, string detail);
}
