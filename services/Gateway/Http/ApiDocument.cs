using Microsoft.AspNetCore.OpenApi;

namespace Kws.Gateway.Http;

/// <summary>The OpenAPI document.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void Describe(OpenApiOptions options) =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Kws.Aspire";
            document.Info.Version = "1";
            document.Info.Description =
                "Keywords in recordings, signed letters in pictures, speech, and the training of models. Errors are " +
                "problem details (RFC 9457) that name field, value and limit. Live audio and video go over WebSocket " +
                "or gRPC.";
            return Task.CompletedTask;
        });
}
