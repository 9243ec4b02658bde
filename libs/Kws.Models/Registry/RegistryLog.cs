using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Event ids 1110 to 1119.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(1110, LogLevel.Warning, "The model registry does not answer; what serves goes on: {Reason}",
        EventName = "RegistryAway")]
    public static partial void Away(ILogger logger, string reason);

    [LoggerMessage(1111, LogLevel.Information, "The model registry answers again", EventName = "RegistryBack")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(1112, LogLevel.Information, "The model registry wants {Name} {Version} (promotion {PromotionId})",
        EventName = "ModelWanted")]
    public static partial void Wanted(ILogger logger, string name, string version, string promotionId);

    [LoggerMessage(1113, LogLevel.Warning, "Package {PackageKey} could not be fetched, tried again: {Reason}",
        EventName = "PackageNotFetched")]
    public static partial void NotFetched(ILogger logger, string packageKey, string reason);
}
