using System.Globalization;
using Kws.ServiceDefaults.Errors;

namespace VisionInference.Streaming;

/// <summary>Opens sessions up to the limit.</summary>
internal sealed class SessionRegistry(SessionContext context)
{
    private int _open;

    /// <summary>Opens a session; hand it back with <see cref="Close"/>.</summary>
    /// <exception cref="LimitExceededException">As many sessions as allowed are open.</exception>
    /// <exception cref="Kws.Models.ModelNotLoadedException">No model is loaded.</exception>
    public ReadSession Open(ReadSettings settings)
    {
        int limit = context.Streams.MaxSessions;
        if (Interlocked.Increment(ref _open) > limit)
        {
            Interlocked.Decrement(ref _open);
            throw new LimitExceededException("open sessions", $"{limit} and one more", limit.ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            var session = new ReadSession(Guid.NewGuid().ToString("N"), settings, context);
            context.Metrics.StreamOpened();
            VisionInferenceLog.SessionBegan(context.Logger, session.Id, settings.DeviceId, session.Model.Version);
            return session;
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    /// <param name="session">Not to be used any more.</param>
    /// <param name="outcome">completed, cancelled, interrupted, cut, refused or failed.</param>
    public void Close(ReadSession session, string outcome)
    {
        Interlocked.Decrement(ref _open);
        context.Metrics.StreamEnded(outcome);
        VisionInferenceLog.SessionEnded(context.Logger, session.Id, outcome);
    }
}
