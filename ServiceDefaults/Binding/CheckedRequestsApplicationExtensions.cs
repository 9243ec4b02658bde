using Grpc.AspNetCore.Server;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Binding;

internal static class CheckedRequestsApplicationExtensions
{
    /// <summary>gRPC requests whose messages are not framed as gRPC's are refused by
    /// <see cref="MalformedRequests"/>.</summary>
    public static void UseCheckedFrames(this WebApplication app)
    {
        var malformed = app.Services.GetRequiredService<MalformedRequests>();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is { } method)
                context.Features.Set<IRequestBodyPipeFeature>(new FrameCheckingReader(context.Request.BodyReader,
                    () => malformed.Refuse(method.FullName.TrimStart('/'), "message", "framed as gRPC's are")));
            return next(context);
        });
    }
}
