using System.Globalization;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Kws.Gateway.Grpc;
using Kws.Gateway.Identity.Auditing;
using Kws.ServiceDefaults.Access.Checks;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Gateway.Proxying;

/// <summary>Tells the audit who called what decides what the mesh serves. The passage reads no messages: the entry
/// names the method, not the model.</summary>
internal sealed class PassageAudit(IAuditLog audit)
{
    private const string StatusHeader = "grpc-status";

    /// <summary>Writes the entry of a call that has ended, if it is one to audit and may have done something.</summary>
    public Task WriteAsync(HttpContext context, MethodDescriptor method) =>
        MeshServices.IsAudited(method) && OutcomeOf(context) is { } outcome
            ? audit.WriteAsync(context.Entry(
                AuditAction.Called, $"{method.Service.Name}/{method.Name}", outcome))
            : Task.CompletedTask;

    private static AuditOutcome? OutcomeOf(HttpContext context) =>
        AccessCheck.EndOf(context) is not null ? AuditOutcome.Unknown : OutcomeOf(StatusOf(context));

    private static AuditOutcome? OutcomeOf(StatusCode? status) => status switch
    {
        StatusCode.OK => AuditOutcome.Done,
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => AuditOutcome.Refused,
        // The service says that it did nothing.
        StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.NotFound or StatusCode.AlreadyExists
            or StatusCode.FailedPrecondition or StatusCode.ResourceExhausted or StatusCode.Unimplemented => null,
        _ => AuditOutcome.Unknown,
    };

    // Null: the call broke off before the service told it.
    private static StatusCode? StatusOf(HttpContext context)
    {
        string? told = context.Response.Headers[StatusHeader];
        told ??= context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers[StatusHeader];
        return int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (StatusCode)status
            : null;
    }
}
