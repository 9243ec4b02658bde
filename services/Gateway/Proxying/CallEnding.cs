using System.Globalization;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Gateway.Proxying;

/// <summary>The end of a call that its service did not give: a status in trailers where the proxy would reset the
/// stream.</summary>
internal sealed class CallEnding(HttpContext context, IDrainSignal drain, TimeProvider timeProvider)
    : IHttpResetFeature
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string GrpcContentType = "application/grpc";
    private const string Gone = "the service behind the gateway went away; reconnect and resume";
    private const string Draining = "the gateway is draining; reconnect and resume";

    private const string Late = "the call's deadline has passed";

    // The service's clock may be early by so much.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(20);

    private readonly IHttpResetFeature? _reset = context.Features.Get<IHttpResetFeature>();
    private readonly TimeSpan? _deadline = CallDeadline.Read(context.Request.Headers[CallDeadline.Header]);
    private readonly long _began = timeProvider.GetTimestamp();

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
            var (status, message) = Reason;
            (trailers[StatusHeader], trailers[MessageHeader]) = (Text(status), Uri.EscapeDataString(message));
        }
        else
        {
            _reset?.Reset(errorCode);
        }
    }

    /// <summary>The proxy gave the call up; tells so unless something was answered.</summary>
    public void EndWithoutAnswer()
    {
        if (context.Response.HasStarted)
            return;
        var (status, message) = Reason;
        Refuse(context, status, message);
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

    // A service that ends a call at its deadline may break it off before its status is on the way.
    private (StatusCode, string) Reason => IsLate
        ? (StatusCode.DeadlineExceeded, Late)
        : (StatusCode.Unavailable, drain.IsDraining ? Draining : Gone);

    private bool IsLate => _deadline is { } deadline && timeProvider.GetElapsedTime(_began) + s_tolerance >= deadline;

    private static string Text(StatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
