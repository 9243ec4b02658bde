using System.Net;

namespace Kws.Gateway.Wyoming;

/// <summary>Events 7120 to 7139.</summary>
internal static partial class WyomingLog
{
    [LoggerMessage(7120, LogLevel.Information, "Wyoming is served at {EndPoint}")]
    public static partial void Serving(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(7121, LogLevel.Warning,
        "Wyoming is served beyond this machine at {EndPoint}: whoever reaches it may listen and speak")]
    public static partial void ServingBeyond(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(7122, LogLevel.Debug, "Wyoming connection {Id} ended: {Outcome} {Detail}")]
    public static partial void Ended(this ILogger logger, string id, string outcome, string? detail);

    [LoggerMessage(7123, LogLevel.Warning, "Wyoming takes no connections for a moment")]
    public static partial void NotAccepting(this ILogger logger, Exception exception);

    [LoggerMessage(7124, LogLevel.Information, "{Name} is announced by multicast DNS on {Address}")]
    public static partial void Announced(this ILogger logger, string name, IPAddress address);

    [LoggerMessage(7125, LogLevel.Warning, "No announcement by multicast DNS on {Address}: {Reason}")]
    public static partial void NotAnnounced(this ILogger logger, IPAddress address, string reason);
}
