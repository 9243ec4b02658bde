namespace Kws.Gateway.Sockets;

/// <summary>What a request for a socket has to be.</summary>
internal static class SocketRequest
{
    /// <summary>Why a request gets no socket; null: it gets one.</summary>
    public static (int Status, string Text)? RefusalOf(HttpContext context, SocketOrigins origins)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return (StatusCodes.Status426UpgradeRequired, "a WebSocket is served here; ask with Upgrade: websocket");
        if (!origins.Allow(context.Request))
            return (StatusCodes.Status403Forbidden, "pages of this origin are not allowed; see Http:AllowedOrigins");
        var asked = context.WebSockets.WebSocketRequestedProtocols;
        return asked.Count > 0 && !asked.Contains(SocketEndpoint.Protocol)
            ? (StatusCodes.Status400BadRequest, $"the sub-protocol served here is {SocketEndpoint.Protocol}")
            : null;
    }

    /// <summary>The sub-protocol to accept with; null: the client asked for none.</summary>
    public static string? Protocol(HttpContext context) =>
        context.WebSockets.WebSocketRequestedProtocols.Count > 0 ? SocketEndpoint.Protocol : null;
}
