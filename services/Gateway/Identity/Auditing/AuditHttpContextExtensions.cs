using Kws.ServiceDefaults.Access;

namespace Kws.Gateway.Identity.Auditing;

/// <summary>Entries of what a request did.</summary>
internal static class AuditHttpContextExtensions
{
    /// <summary>By the caller of the request, from its address.</summary>
    public static AuditEntry Entry(this HttpContext context, AuditAction action, string subject,
        AuditOutcome outcome = AuditOutcome.Done) =>
        context.EntryBy(context.User.CallerName, action, subject, outcome);

    /// <summary>By somebody who is not known yet.</summary>
    public static AuditEntry EntryBy(this HttpContext context, string who, AuditAction action, string subject = "",
        AuditOutcome outcome = AuditOutcome.Done) =>
        new(action, who, subject, context.Connection.RemoteIpAddress?.ToString() ?? "", outcome);
}
