using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.WarmingUp;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Grpc;
using Kws.VisionInference.Inference;
using Kws.VisionInference.Streaming;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference;

/// <summary>Registers the service's parts.</summary>
internal static class VisionInferenceServiceCollectionExtensions
{
    /// <exception cref="DllNotFoundException">libjpeg-turbo is not installed.</exception>
    public static IServiceCollection AddVisionInference(this IServiceCollection services, IConfiguration configuration)
    {
        TurboJpegLibrary.Require();
        services.AddSettings<VisionInferenceOptions, VisionInferenceOptionsValidator>(VisionInferenceOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<VisionInferenceMetrics>();
        AddModels(services);
        services.AddSingleton<PictureScheduler>();
        services.AddSingleton<PictureReader>();
        services.AddSingleton<ClassifyCalls>();
        services.AddWarmUp<VisionWarmUp>();
        services.AddSingleton<ReadContext>();
        services.AddSingleton<ReadSessions>();
        services.AddSingleton<ReadingFanOut>();
        services.AddTtsSpeech(configuration["Speech:Address"] is { Length: > 0 } address
            ? address
            : new SpeechOptions().Address);
        services.Configure<ErrorMapOptions>(errors => errors
            .Map<InvalidImageException>(StatusCode.InvalidArgument)
            .Map<ModelNotLoadedException>(StatusCode.Unavailable));
        return services;
    }

    private static VisionInferenceOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<VisionInferenceOptions>>().Value;

    private static void AddModels(IServiceCollection services)
    {
        services.AddModelHost(
            provider => Options(provider).Models,
            (provider, folder) =>
                SignModel.Load(folder, new ModelSessionOptions { MaxBatch = Options(provider).Batching.MaxBatch }));
        services.AddSingleton<IModelListener>(provider => provider.GetRequiredService<VisionInferenceMetrics>());
    }
}
