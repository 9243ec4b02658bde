using Kws.Gateway.Http.Clips;
using Kws.Gateway.Http.DataSets;
using Kws.Gateway.Http.Jobs;
using Kws.Gateway.Http.Models;
using Kws.Gateway.Http.Problems;
using Kws.Gateway.Http.Recordings;
using Kws.Gateway.Http.Signs;
using Kws.Gateway.Http.Speech;
using Kws.ServiceDefaults.Access;
using Scalar.AspNetCore;

namespace Kws.Gateway.Http;

internal static class HttpApiEndpoints
{
    private static readonly string[] s_roots = ["/v1", "/predict"];

    /// <summary>Who the client is behind proxies that are known. First of all.</summary>
    public static void UseKnownProxies(this WebApplication app) => app.UseForwardedHeaders();

    /// <summary>Errors of the API are problem details, and its callers are limited; pages and calls have their
    /// own.</summary>
    public static void UseHttpApi(this WebApplication app)
    {
        app.UseCors();
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler();
            api.UseStatusCodePages();
            api.UseRateLimiter();
            api.UseCutAnswers();
        });
    }

    public static void MapHttpApi(this WebApplication app)
    {
        app.For(Scopes.Listen).MapClips();
        app.For(Scopes.Sign).MapSigns();
        app.For(Scopes.Speak).MapSpeech();
        app.For(Scopes.Train, Scopes.Promote, Scopes.Operate).MapModels();
        app.For(Scopes.Promote).MapPromotions();
        app.For(Scopes.Train).MapDataSets();
        app.For(Scopes.Train).MapJobs();
        app.For(Scopes.Operate, Scopes.Listen).MapRecordings();
        app.For(Scopes.Operate).MapRecordingRemoval();
        app.For(Scopes.Train).MapMarks();
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", page => page
            .WithTitle("Kws.Aspire: HTTP API")
            .DisableDefaultFonts()
            .DisableTelemetry());
    }

    /// <summary>Whether a request is one of the API's, for which errors are problem details.</summary>
    public static bool IsApi(HttpContext context) =>
        Array.Exists(s_roots, root => context.Request.Path.StartsWithSegments(root));

    private static RouteGroupBuilder For(this WebApplication app, params string[] scopes) =>
        app.MapGroup("").RequireScope(scopes);
}
