using Grpc.Core;
using Kws.Audio;
using Kws.AudioInference.Classification;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Features;
using Kws.AudioInference.Features.Grpc;
using Kws.AudioInference.Grpc;
using Kws.AudioInference.Overload;
using Kws.AudioInference.Scheduling;
using Kws.AudioInference.Streaming;
using Kws.AudioInference.Trials;
using Kws.Models;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Registry;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference;

/// <summary>Registers the service's parts.</summary>
internal static class AudioInferenceServiceCollectionExtensions
{
    public static IServiceCollection AddAudioInference(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AudioInferenceOptions, AudioInferenceOptionsValidator>(AudioInferenceOptions.Section);
        services.AddClipMessages<AudioInferenceOptions>(options => options.Clips.MaxSeconds);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AudioInferenceMetrics>();
        services.AddModelRegistry(configuration);
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
        return services;
    }

    private static void AddFeatures(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRemoteFeatures(configuration["Features:Address"]);
        services.AddSingleton<InProcessFeatureSource>();
        services.AddSingleton<IFeatureSource>(provider => Options(provider).Features.IsRemote(configuration)
            ? provider.GetRequiredService<RemoteFeatureSource>()
            : provider.GetRequiredService<InProcessFeatureSource>());
    }

    private static void AddModels(IServiceCollection services)
    {
        services.AddModelHost(provider => Options(provider).Models, Load);
        services.AddSingleton<TrialBook>();
        services.AddTrials(
            provider => Options(provider).Models, Load,
            (provider, trialId) => provider.GetRequiredService<TrialBook>().SumsOf(trialId));
        services.AddSingleton<IModelListener>(provider => provider.GetRequiredService<AudioInferenceMetrics>());
    }

    private static void AddStreaming(IServiceCollection services)
    {
        services.AddSingleton<WindowScheduler>();
        services.AddSingleton<DetectionFanOut>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StreamAdmission>(
            provider, Options(provider).Streams));
        services.AddHealthChecks().AddCheck<OverloadHealthCheck>("load");
        services.AddSingleton(provider => new SessionContext(
            Options(provider).Streams,
            provider.GetRequiredService<IFeatureSource>(),
            provider.GetRequiredService<WindowScheduler>(),
            provider.GetRequiredService<DetectionFanOut>(),
            provider.GetRequiredService<StreamAdmission>(),
            provider.GetRequiredService<TrialBook>(),
            provider.GetRequiredService<AudioInferenceMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SpotSessions>();
    }

    private static KeywordModel Load(IServiceProvider provider, string folder) =>
        KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = Options(provider).Batching.MaxBatch });

    private static AudioInferenceOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<AudioInferenceOptions>>().Value;
}
