using Google.Protobuf.Reflection;
using Grpc.Core;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Access.Checks;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Gateway.Proxying;

/// <summary>Gives every call that passes through an end that gRPC clients understand.</summary>
/// <remarks>
/// A device that loses its service, or its gateway, is told <c>UNAVAILABLE</c>, so that it connects again and resumes;
/// the proxy alone would reset its stream, which clients take for their own fault. While the gateway drains, calls that
/// stream both ways are ended at once, since they have no end of their own; all others may finish.
/// The caller's rights are checked here too, so that nothing unasked for reaches the services; these learn for whom the
/// call is.
/// </remarks>
internal sealed class GrpcPassage(
    IDrainSignal drain, AccessCheck access, CallerTokens tokens, PassageAudit audit, TimeProvider timeProvider,
    ILogger<GrpcPassage> logger)
{
    /// <summary>Passes one call on.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var method = MeshServices.MethodOf(context.Request.Path);
        if (method is null)
        {
            CallEnding.Refuse(context, StatusCode.Unimplemented, "the service has no such method");
            return;
        }
        if (access.RefusalOf(context, MeshServices.RuleOf(method)) is { } refusal)
        {
            CallEnding.Refuse(context, ((IStatusError)refusal).StatusCode, refusal.Message);
            return;
        }
        TellCaller(context);
        await access.RunAsync(context, call => PassAsync(call, next, method));
    }

    // What the caller said about itself is not believed.
    private void TellCaller(HttpContext context)
    {
        context.Request.Headers.Remove(PassedAddress.Header);
        foreach ((var name, var value) in tokens.Of(context.User))
            context.Request.Headers[name] = value;
    }

    private async Task PassAsync(HttpContext context, RequestDelegate next, MethodDescriptor method)
    {
        var ending = new CallEnding(context, drain, timeProvider);
        context.Features.Set<IHttpResetFeature>(ending);
        var isEndless = method.IsClientStreaming && method.IsServerStreaming;
        var client = context.RequestAborted;
        using var over = isEndless
            ? CancellationTokenSource.CreateLinkedTokenSource(client, drain.Draining)
            : CancellationTokenSource.CreateLinkedTokenSource(client);
        context.RequestAborted = over.Token;
        await next(context);
        context.RequestAborted = client;
        if (AccessCheck.EndOf(context) is { } end)
            ending.End(end);
        else if (context.GetForwarderErrorFeature() is { } fault && !client.IsCancellationRequested)
        {
            logger.CallBroken(method.FullName, fault.Error, drain.IsDraining ? null : fault.Exception);
            ending.EndWithoutAnswer();
        }
        await audit.WriteAsync(context, method);
    }
}
