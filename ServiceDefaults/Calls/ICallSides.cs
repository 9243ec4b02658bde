namespace Kws.ServiceDefaults.Calls;

/// <summary>What a bidirectional call does with requests and responses; <see cref="StreamingCall"/> runs it.</summary>
public interface ICallSides
{
    /// <summary>Takes requests until the client has sent all.</summary>
    /// <param name="cancellationToken">Signalled when no more are to be taken: the call ended, or the server ends
    /// it.</param>
    Task ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends responses until there are no more, which one of the three below brings about.</summary>
    /// <param name="cancellationToken">Signalled when the call ends.</param>
    Task WriteAsync(CancellationToken cancellationToken);

    /// <summary>The client sent all: answers what it sent, and ends the responses.</summary>
    Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>Whether nothing would be lost by ending the call now, because its connection is old; asked again
    /// while it says no.</summary>
    bool CanMove => true;

    /// <summary>The server ends the call: answers what can be answered, and ends the responses.</summary>
    /// <param name="reason">Such as "the server is draining".</param>
    /// <param name="cancellationToken">Signalled when the call ends.</param>
    /// <returns>What the client is told: <see cref="Errors.NotReadyException"/> with where to resume.</returns>
    Task<Exception> DrainAsync(string reason, CancellationToken cancellationToken);

    /// <summary>The call ends: no more responses are made, those waiting are still sent. Called once, at the end or at
    /// a fault.</summary>
    /// <param name="fault">What ends the call early; null: nothing does.</param>
    void Abandon(Exception? fault);
}
