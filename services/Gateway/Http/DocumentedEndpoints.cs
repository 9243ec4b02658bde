using Kws.Gateway.Http.Clips;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Kws.Gateway.Http;

/// <summary>What the OpenAPI document tells of an endpoint that its signature does not.</summary>
internal static class DocumentedEndpoints
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Its name, its group and what it does.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string name, string tag, string summary) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary);

    /// <summary>It answers with server-sent events.</summary>
    public static RouteHandlerBuilder ProducesEvents(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    /// <summary>Its body is a file, or a form with one.</summary>
    public static TBuilder TakesFile<TBuilder>(this TBuilder endpoint, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var content = contentTypes.Append("application/octet-stream").ToDictionary(
                type => type, _ => new OpenApiMediaType { Schema = File() });
            content["multipart/form-data"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema> { [UploadedFile.Field] = File() },
                    Required = new HashSet<string> { UploadedFile.Field },
                },
            };
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
            return Task.CompletedTask;
        });

    /// <summary>Its body is a file.</summary>
    public static TBuilder TakesBody<TBuilder>(this TBuilder endpoint, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = contentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = File() }),
            };
            return Task.CompletedTask;
        });

    /// <summary>Problem details for what the caller, and what the mesh may do wrong.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint)
    {
        int[] statuses =
        [
            StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
            StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
        ];
        foreach (var status in statuses)
            endpoint.Produces<ProblemDetails>(status, ProblemType);
        return endpoint;
    }

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
