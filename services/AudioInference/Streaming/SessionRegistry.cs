using System.Globalization;
using AudioInference.Models;
using Kws.ServiceDefaults.Errors;

namespace AudioInference.Streaming;

/// <summary>Opens sessions up to the limit.</summary>
public sealed class SessionRegistry(SessionContext context, KeywordModelHost models)
{
    private int _open;

    /// <summary>Sessions open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Opens a session; hand it back with <see cref="Close"/>.</summary>
    /// <exception cref="LimitExceededException">As many sessions as allowed are open.</exception>
    /// <exception cref="Kws.Models.ModelNotLoadedException">No model is loaded.</exception>
    /// <exception cref="InvalidRequestException">A chosen keyword is not the model's.</exception>
    public SpotSession OpenSession(SpotSettings settings)
    {
        var profile = models.Profile;
        var limit = context.Options.MaxSessions;
        if (Interlocked.Increment(ref _open) > limit)
        {
            Interlocked.Decrement(ref _open);
            throw new LimitExceededException("open sessions", $"{limit} and one more", limit.ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            CheckKeywords(settings, profile);
            return new SpotSession(Guid.NewGuid().ToString("N"), settings, profile, context);
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    public void Close(SpotSession session)
    {
        session.Dispose();
        Interlocked.Decrement(ref _open);
    }

    private static void CheckKeywords(SpotSettings settings, KeywordModelProfile profile)
    {
        foreach (var label in settings.Keywords.Keys)
        {
            if (!profile.Keywords.Contains(label))
                throw new InvalidRequestException("config.keywords.label", label, string.Join(", ", profile.Keywords));
        }
    }
}
