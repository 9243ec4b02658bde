using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Event ids 1120 to 1129.</summary>
internal static partial class TrialLog
{
    [LoggerMessage(1120, LogLevel.Information, "Trial {TrialId}: {Name} {Version} listens beside what serves",
        EventName = "TrialFollowed")]
    public static partial void Follows(ILogger logger, string trialId, string name, string version);

    [LoggerMessage(1121, LogLevel.Warning, "The listener of trial {TrialId} cannot be used: {Reason}",
        EventName = "ListenerRefused")]
    public static partial void Refused(ILogger logger, string trialId, string reason);

    [LoggerMessage(1122, LogLevel.Warning, "The registry of trials does not answer: {Reason}",
        EventName = "TrialsAway")]
    public static partial void Away(ILogger logger, string reason);
}
