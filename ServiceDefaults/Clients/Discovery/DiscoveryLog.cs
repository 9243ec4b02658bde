using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Clients.Discovery;

internal static partial class DiscoveryLog
{
    [LoggerMessage(EventId = 1050, EventName = "ServersFound", Level = LogLevel.Information,
        Message = "'{Name}' has {Count} addresses")]
    public static partial void Found(ILogger logger, string name, int count);

    [LoggerMessage(EventId = 1051, EventName = "NameNotFound", Level = LogLevel.Warning,
        Message = "'{Name}' is not found: {Error}; those found before are called on")]
    public static partial void NotFound(ILogger logger, string name, SocketError error);
}
