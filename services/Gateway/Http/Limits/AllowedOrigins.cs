using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Limits;

/// <summary>Pages of other sites that may call: those of <see cref="HttpApiOptions.AllowedOrigins"/>.</summary>
internal static class AllowedOrigins
{
    // What a page may read of a gRPC-Web answer.
    private static readonly string[] s_readable = ["grpc-status", "grpc-message", "Retry-After", "X-Sample-Rate"];

    public static void Configure(CorsOptions cors, IOptions<HttpApiOptions> settings) =>
        cors.AddDefaultPolicy(policy => policy
            .WithOrigins(Read(settings.Value.AllowedOrigins))
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders(s_readable));

    /// <summary>The origins of a setting.</summary>
    public static string[] Read(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
