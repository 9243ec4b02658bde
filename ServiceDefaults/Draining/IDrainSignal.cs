namespace Kws.ServiceDefaults.Draining;

/// <summary>Tells long calls that the server is about to stop.</summary>
public interface IDrainSignal
{
    /// <summary>
    /// Signalled at the begin of the drain. A call that goes on past it has until
    /// <see cref="DrainOptions.Timeout"/> to finish, or ends itself with
    /// <see cref="Errors.NotReadyException"/> and where to resume.
    /// </summary>
    CancellationToken Draining { get; }

    bool IsDraining => Draining.IsCancellationRequested;
}
