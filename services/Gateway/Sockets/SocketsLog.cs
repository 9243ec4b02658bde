namespace Kws.Gateway.Sockets;

/// <summary>Events 7100 to 7119.</summary>
internal static partial class SocketsLog
{
    [LoggerMessage(7100, LogLevel.Debug, "A socket at {Path} ended: {Outcome} {Detail}")]
    public static partial void SocketEnded(this ILogger logger, string path, string outcome, string? detail);

    [LoggerMessage(7101, LogLevel.Warning,
        "A page of {Origin} was refused a socket of {Host}; Http:AllowedOrigins lists those that are not")]
    public static partial void OriginRefused(this ILogger logger, string origin, string host);
}
