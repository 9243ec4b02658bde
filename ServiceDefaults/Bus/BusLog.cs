using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Event ids 1020 to 1029. Events are named, never shown.</summary>
internal static partial class BusLog
{
    [LoggerMessage(EventId = 1020, EventName = "BusAway", Level = LogLevel.Warning,
        Message = "The bus does not take events ({Reason}); {Buffered} wait, the service goes on")]
    public static partial void Away(ILogger logger, string reason, int buffered);

    [LoggerMessage(EventId = 1021, EventName = "BusBack", Level = LogLevel.Information,
        Message = "The bus takes events again; {Buffered} wait")]
    public static partial void Back(ILogger logger, int buffered);

    [LoggerMessage(EventId = 1022, EventName = "EventsDropped", Level = LogLevel.Error,
        Message = "{Count} events dropped ({Reason}), the last a {Name}")]
    public static partial void Dropped(ILogger logger, long count, string reason, string name);

    [LoggerMessage(EventId = 1023, EventName = "NoBus", Level = LogLevel.Information,
        Message = "No connection string 'bus': this service tells no events and hears none")]
    public static partial void NoBus(ILogger logger);
}
