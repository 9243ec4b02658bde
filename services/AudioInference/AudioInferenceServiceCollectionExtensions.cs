using AudioInference.Classification;
using AudioInference.Detection;
using AudioInference.Features;
using AudioInference.Features.Grpc;
using AudioInference.Grpc;
using AudioInference.Models;
using AudioInference.Scheduling;
using AudioInference.Streaming;
using Grpc.Core;
using Kws.Dsp;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AudioInference;

/// <summary>Registers the service's parts.</summary>
public static class AudioInferenceServiceCollectionExtensions
{
    public static IServiceCollection AddAudioInference(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AudioInferenceOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AudioInferenceOptions>, AudioInferenceOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AudioInferenceMetrics>();
        AddModels(services);
        AddStreaming(services);
        AddFeatures(services, configuration);
        services.AddSingleton<ClipClassifier>();
        services.AddSingleton<ClipReader>();
        services.AddSingleton<ClipCalls>();
        services.AddWarmUp<AudioWarmUp>();
        services.Configure<ErrorMapOptions>(errors => errors
            .Map<InvalidAudioException>(StatusCode.InvalidArgument)
            .Map<ModelNotLoadedException>(StatusCode.Unavailable));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<AudioInferenceOptions>>((kestrel, options) =>
        {
            // A device that vanished without a word is noticed although it is only expected to send.
            kestrel.Limits.Http2.KeepAlivePingDelay = options.Value.Streams.KeepAlive;
            kestrel.Limits.Http2.KeepAlivePingTimeout = options.Value.Streams.KeepAlive;
        });
        return services;
    }

    private static void AddFeatures(IServiceCollection services, IConfiguration configuration)
    {
        var features = configuration.GetSection("Features").Get<FeatureOptions>() ?? new FeatureOptions();
        services.AddRemoteFeatures(features.Address);
        services.AddSingleton<InProcessFeatureSource>();
        services.AddSingleton<IFeatureSource>(provider => Options(provider).Features.IsRemote(configuration)
            ? provider.GetRequiredService<RemoteFeatureSource>()
            : provider.GetRequiredService<InProcessFeatureSource>());
    }

    private static void AddModels(IServiceCollection services)
    {
        services.TryAddSingleton<IModelSource>(provider =>
        {
            var models = Options(provider).Models;
            var choice = new ModelChoice(ModelTask.KeywordSpotting, models.Root, models.Keyword, models.KeywordVersion, models.Watch);
            return new FolderModelSource(choice, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<KeywordModelHost>();
        services.AddHostedService(provider => provider.GetRequiredService<KeywordModelHost>());
        services.AddHealthChecks().AddCheck<ModelHealthCheck>("model");
    }

    private static void AddStreaming(IServiceCollection services)
    {
        services.AddSingleton<InferenceScheduler>();
        services.AddSingleton<IWindowQueue>(provider => provider.GetRequiredService<InferenceScheduler>());
        services.AddSingleton<DetectionFanOut>();
        services.AddSingleton(provider => new SessionContext(
            Options(provider).Streams,
            provider.GetRequiredService<IFeatureSource>(),
            provider.GetRequiredService<IWindowQueue>(),
            provider.GetRequiredService<DetectionFanOut>(),
            provider.GetRequiredService<AudioInferenceMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SessionRegistry>();
    }

    private static AudioInferenceOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AudioInferenceOptions>>().Value;
}
