using Microsoft.Extensions.Logging;

namespace Kws.Database;

/// <summary>Log messages of a service's database. Event id 5000 is that of the service that had the first.</summary>
internal static partial class DatabaseLog
{
    [LoggerMessage(5000, LogLevel.Warning, "The database ({Kind}) does not answer yet: {Reason}")]
    public static partial void DatabaseAway(this ILogger logger, string kind, string reason);
}
