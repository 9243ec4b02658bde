using System.Text.Json;
using Kws.Database;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.Clips;
using Kws.Gateway.Http.Limits;
using Kws.Gateway.Http.Problems;
using Kws.Gateway.Http.Recordings;
using Kws.Gateway.Http.Speech;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Storage;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http;

/// <summary>What the HTTP API is made of.</summary>
internal static class HttpApiServiceCollectionExtensions
{
    public static IServiceCollection AddHttpApi(this IServiceCollection services)
    {
        services.AddSettings<HttpApiOptions, HttpApiOptionsValidator>(HttpApiOptions.Section);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
        });
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<HttpApiOptions>>(CallerLimits.Configure);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpApiOptions>>(AllowedOrigins.Configure);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HttpApiOptions>>(KnownProxies.Configure);
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Describe);
        services.AddSingleton<UploadedFile>();
        services.AddSingleton<ClipConversion>();
        services.AddSingleton<KeywordCalls>();
        services.AddSingleton<SignCalls>();
        services.AddSingleton<SpeechCalls>();
        services.AddSingleton<SpeechFormats>();
        services.AddSingleton<ModelCalls>();
        services.AddSingleton<JobCalls>();
        services.AddSingleton<DataSetCalls>();
        services.AddObjectStore(whenNone: () => new DirectoryObjectStore(OwnData.PathOf("objects")));
        services.AddSingleton<RecordingArchive>();
        services.AddSingleton<CallerRecordings>();
        return services;
    }
}
