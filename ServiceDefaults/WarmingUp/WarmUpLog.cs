using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>Event ids 1030 to 1039.</summary>
internal static partial class WarmUpLog
{
    [LoggerMessage(EventId = 1030, EventName = "WarmedUp", Level = LogLevel.Information,
        Message = "Warmed up in {Milliseconds:0} ms")]
    public static partial void Done(ILogger logger, double milliseconds);

    [LoggerMessage(EventId = 1031, EventName = "NotWarmedUp", Level = LogLevel.Warning,
        Message = "Not warmed up after {Milliseconds:0} ms ({Reason}): the service serves, its first calls are slower")]
    public static partial void NotDone(ILogger logger, double milliseconds, string reason);
}
