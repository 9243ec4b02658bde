using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.VisionInference.Streaming;

/// <summary>Opens sessions up to the limit.</summary>
internal sealed class ReadSessions(ReadContext context)
{
    private readonly ConcurrencyGate _gate = new("open sessions", context.Streams.MaxSessions);

    /// <summary>Takes a session's place until the result is disposed.</summary>
    /// <exception cref="LimitExceededException">As many sessions as allowed are open.</exception>
    public IDisposable Enter() => _gate.Enter();

    /// <summary>Opens a session on the active model.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded.</exception>
    public ReadSession Open(ReadSettings settings) => new(Guid.NewGuid().ToString("N"), settings, context);
}
