using System.Security.Claims;
using Kws.Gateway.Messages;

namespace Kws.Gateway.Sockets;

/// <summary>Begins the conversation that the first message of a client asks for.</summary>
/// <param name="first">That message.</param>
/// <param name="caller">Who asks.</param>
/// <param name="cancellationToken">Breaks it off.</param>
internal delegate Task<ISocketConversation> OpenConversation(
    MessageFields first, ClaimsPrincipal caller, CancellationToken cancellationToken);

/// <summary>What a client and a service of the mesh say to each other through one socket.</summary>
internal interface ISocketConversation : IDisposable
{
    /// <summary>Where the client resumes if the conversation breaks now; null: it cannot.</summary>
    long? ResumeSample { get; }

    /// <summary>Passes a binary message of the client on; waits while the service takes none.</summary>
    /// <returns>Whether the conversation goes on.</returns>
    /// <exception cref="Kws.ServiceDefaults.Errors.InvalidRequestException">It is not as it has to be.</exception>
    Task<bool> TakeAsync(ReadOnlyMemory<byte> message);

    /// <summary>The client sends no more.</summary>
    Task CompleteAsync();

    /// <summary>Tells the client what the service says, up to its end.</summary>
    Task TellAsync(SocketConnection socket, CancellationToken cancellationToken);
}
