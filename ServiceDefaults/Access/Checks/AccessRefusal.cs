using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kws.ServiceDefaults.Access.Checks;

/// <summary>The answer to a caller who may not: a status without messages of gRPC, or problem details.</summary>
public static class AccessRefusal
{
    private const string GrpcContentType = "application/grpc";

    /// <summary>Answers a request that was refused before anything was answered.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="refusal">An <see cref="IStatusError"/>.</param>
    public static Task WriteAsync(HttpContext context, Exception refusal)
    {
        var status = (refusal as IStatusError)?.StatusCode ?? StatusCode.PermissionDenied;
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null)
            return WriteProblemAsync(context, status, refusal.Message);
        context.Response.ContentType = GrpcContentType;
        context.Response.Headers["grpc-status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Message);
        return Task.CompletedTask;
    }

    private static Task WriteProblemAsync(HttpContext context, StatusCode status, string message)
    {
        var code = status switch
        {
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status403Forbidden,
        };
        if (code == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Results.Problem(message, statusCode: code).ExecuteAsync(context);
    }
}
