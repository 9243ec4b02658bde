using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference.Streaming;

/// <summary>Opens sessions up to the limit.</summary>
internal sealed class ReadSessions(ReadContext context, IOptions<CallLimitsOptions> limits, CallRefusals refusals)
{
    private readonly SessionGate _gate = new("open sessions", context.Streams.MaxSessions, limits, refusals);

    /// <summary>How long a camera may send nothing.</summary>
    public TimeSpan IdleLimit => limits.Value.Idle;

    /// <summary>Takes a session's place until the result is disposed.</summary>
    /// <exception cref="LimitExceededException">As many sessions as allowed are open, in all, of the peer or of the
    /// device.</exception>
    public IDisposable Enter(ServerCallContext call, string deviceId) => _gate.Enter(call, deviceId);

    /// <summary>Opens a session on the active model.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded.</exception>
    public ReadSession Open(ReadSettings settings) => new(Guid.NewGuid().ToString("N"), settings, context);
}
