using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Draining;

internal static partial class DrainLog
{
    [LoggerMessage(EventId = 1010, EventName = "DrainBegun", Level = LogLevel.Information,
        Message = "Draining: new calls are refused, calls in flight have {Timeout} to finish")]
    public static partial void Begun(ILogger logger, TimeSpan timeout);
}
