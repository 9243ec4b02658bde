using System.Globalization;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Gateway.Proxying;

/// <summary>The end of a call that its service did not give: a status in trailers where the proxy would reset the
/// stream.</summary>
internal sealed class CallEnding(HttpContext context, IDrainSignal drain) : IHttpResetFeature
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string GrpcContentType = "application/grpc";
    private const string Gone = "the service behind the gateway went away; reconnect and resume";
    private const string Draining = "the gateway is draining; reconnect and resume";

    private readonly IHttpResetFeature? _reset = context.Features.Get<IHttpResetFeature>();

    /// <summary>Ends a call before anything was answered.</summary>
    public static void Refuse(HttpContext context, StatusCode status, string message)
    {
        context.Response.Clear();
        context.Response.ContentType = GrpcContentType;
        context.Response.Headers[StatusHeader] = Text(status);
        context.Response.Headers[MessageHeader] = Uri.EscapeDataString(message);
    }

    /// <summary>The proxy gave the call up while its answer was on the way.</summary>
    public void Reset(int errorCode)
    {
        if (context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers: { IsReadOnly: false } trailers }
            && context.Response.HasStarted)
        {
            trailers[StatusHeader] = Text(StatusCode.Unavailable);
            trailers[MessageHeader] = Uri.EscapeDataString(Reason);
        }
        else
        {
            _reset?.Reset(errorCode);
        }
    }

    /// <summary>The proxy gave the call up; tells so unless something was answered.</summary>
    public void EndWithoutAnswer()
    {
        if (!context.Response.HasStarted)
            Refuse(context, StatusCode.Unavailable, Reason);
    }

    /// <summary>Tells why the call was ended, as far as the caller can still be told.</summary>
    /// <param name="fault">An <see cref="IStatusError"/>.</param>
    public void End(Exception fault)
    {
        var status = ((IStatusError)fault).StatusCode;
        if (!context.Response.HasStarted)
            Refuse(context, status, fault.Message);
        else if (context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers: { IsReadOnly: false } trailers })
            (trailers[StatusHeader], trailers[MessageHeader]) = (Text(status), Uri.EscapeDataString(fault.Message));
    }

    private string Reason => drain.IsDraining ? Draining : Gone;

    private static string Text(StatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
