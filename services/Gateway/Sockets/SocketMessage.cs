namespace Kws.Gateway.Sockets;

/// <summary>What came from a client.</summary>
internal enum SocketMessageKind
{
    Text,
    Binary,

    /// <summary>The client closed the socket in good order.</summary>
    Closed,

    /// <summary>The connection broke, or the client broke the protocol.</summary>
    Broken,
}

/// <param name="Kind">What it is.</param>
/// <param name="Content">Up to the next message alone.</param>
internal readonly record struct SocketMessage(SocketMessageKind Kind, ReadOnlyMemory<byte> Content);
