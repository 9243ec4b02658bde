using Kws.Gateway.Identity.Auditing;

namespace Kws.Gateway.Identity;

/// <summary>Log messages of the gateway's identity: events 7200 to 7299.</summary>
internal static partial class IdentityLog
{
    /// <summary>The event of the first link: the one line that holds a secret, for the person at the console.</summary>
    public const int FirstPersonEvent = 7200;

    [LoggerMessage(FirstPersonEvent, LogLevel.Information,
        "Nobody can log in yet. Choose a name and a password, until {Until:u}, at {Link}")]
    public static partial void FirstPerson(this ILogger logger, DateTimeOffset until, string link);

    [LoggerMessage(7201, LogLevel.Information, "Key {KeyId} signs tokens from {From:u} to {Until:u}")]
    public static partial void KeyMade(
        this ILogger logger, string keyId, DateTimeOffset from, DateTimeOffset until);

    [LoggerMessage(7202, LogLevel.Information, "Key {KeyId} is over: nothing that it signed is good any more")]
    public static partial void KeyOver(this ILogger logger, string keyId);

    [LoggerMessage(7203, LogLevel.Warning, "{Work} of the identity failed, tried again: {Reason}")]
    public static partial void UpkeepFailed(this ILogger logger, string work, string reason);

    [LoggerMessage(7204, LogLevel.Information,
        "{Over} tokens and {Entries} entries of the audit were over and are deleted")]
    public static partial void Pruned(this ILogger logger, long over, long entries);

    [LoggerMessage(7205, LogLevel.Warning, "Requests for logins of {Address} are refused: more than {Limit} a minute")]
    public static partial void TooManyLogins(this ILogger logger, string address, int limit);

    [LoggerMessage(7210, LogLevel.Information, "Audit: {Action} {Subject} by {Who} from {Address}: {Outcome}")]
    public static partial void Audited(this ILogger logger, AuditAction action, string subject, string who,
        string address, AuditOutcome outcome);

    [LoggerMessage(7211, LogLevel.Warning, "Audit: {Action} could not be stored: {Reason}")]
    public static partial void AuditLost(this ILogger logger, AuditAction action, string reason);
}
