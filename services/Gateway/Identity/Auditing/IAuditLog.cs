namespace Kws.Gateway.Identity.Auditing;

/// <summary>Keeps who did what: as a log line always, and in the database where the gateway has one
/// (<c>Identity:Enabled</c>).</summary>
internal interface IAuditLog
{
    /// <summary>Returns once it is stored. What cannot be stored is logged and counted, and fails nobody.</summary>
    Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default);
}
