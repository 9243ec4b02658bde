using System.Security.Claims;
using Grpc.Core;
using Kws.ServiceDefaults.Access;

namespace Kws.Gateway.Identity.Auditing;

/// <summary>Tells the audit of what a caller does.</summary>
internal static class AuditLogExtensions
{
    /// <summary>Done by a caller.</summary>
    public static Task WriteAsync(this IAuditLog audit, ClaimsPrincipal caller, AuditAction action, string subject,
        AuditOutcome outcome = AuditOutcome.Done, CancellationToken cancellationToken = default) =>
        audit.WriteAsync(new AuditEntry(action, caller.CallerName, subject, caller.Address?.ToString() ?? "", outcome),
            cancellationToken);

    /// <summary>Does something for a caller and tells whether it was done, or refused to this caller; other failures
    /// did nothing.</summary>
    public static async Task<T> DoAsync<T>(this IAuditLog audit, ClaimsPrincipal caller, AuditAction action,
        string subject, Func<Task<T>> work)
    {
        try
        {
            var result = await work();
            await audit.WriteAsync(caller, action, subject);
            return result;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated)
        {
            await audit.WriteAsync(caller, action, subject, AuditOutcome.Refused);
            throw;
        }
    }
}
