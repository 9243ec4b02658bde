using Grpc.Core;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Features;
using Kws.AudioInference.Overload;
using Kws.AudioInference.Scheduling;
using Kws.AudioInference.Trials;
using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Streaming;

/// <summary>Opens sessions up to the limit.</summary>
internal sealed class SpotSessions(
    SessionContext context,
    ModelHost<KeywordModel> models,
    IOptions<CallLimitsOptions> limits,
    CallRefusals refusals)
{
    private readonly SessionGate _gate = new("open sessions", context.Options.MaxSessions, limits, refusals);

    /// <summary>How long a device may send nothing.</summary>
    public TimeSpan IdleLimit => limits.Value.Idle;

    /// <summary>Sessions open now.</summary>
    public int Count => _gate.Count;

    /// <summary>Takes a session's place until the result is disposed.</summary>
    /// <exception cref="LimitExceededException">As many sessions as allowed are open, in all, of the peer or of the
    /// device.</exception>
    public IDisposable Enter(ServerCallContext call, string deviceId) => _gate.Enter(call, deviceId);

    /// <summary>Opens a session on the active model.</summary>
    /// <exception cref="OverloadedException">Decisions are late.</exception>
    /// <exception cref="ModelNotLoadedException">No model is loaded.</exception>
    /// <exception cref="InvalidRequestException">A chosen keyword is not the model's.</exception>
    /// <exception cref="FailedPreconditionException">Words must stand alone, and the model has no verifier.</exception>
    public SpotSession Open(SpotSettings settings)
    {
        context.Admission.ThrowIfOverloaded();
        var model = models.Current;
        foreach (var label in settings.Keywords.Keys)
        {
            if (!model.Keywords.Contains(label))
                throw new InvalidRequestException("config.keywords.label", label, string.Join(", ", model.Keywords));
        }
        if (!model.CanTell(settings.Keywords, settings.Isolation))
            throw new FailedPreconditionException(
                $"config.isolation is ISOLATION_REQUIRED, but model {model.Name} {model.Version} has no verifier; "
                    + "expected another isolation, or a model with one");
        return new SpotSession(Guid.NewGuid().ToString("N"), settings, model, context);
    }
}

/// <summary>What all sessions share.</summary>
internal sealed record SessionContext(
    SpotOptions Options,
    IFeatureSource Features,
    WindowScheduler Scheduler,
    DetectionFanOut Detections,
    StreamAdmission Admission,
    TrialBook Trials,
    AudioInferenceMetrics Metrics,
    TimeProvider Time);
