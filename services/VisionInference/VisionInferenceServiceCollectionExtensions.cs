using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VisionInference.Decoding;
using VisionInference.Grpc;
using VisionInference.Inference;
using VisionInference.Streaming;

namespace VisionInference;

/// <summary>Registers the service's parts.</summary>
public static class VisionInferenceServiceCollectionExtensions
{
    /// <exception cref="DllNotFoundException">libjpeg-turbo is not installed.</exception>
    public static IServiceCollection AddVisionInference(this IServiceCollection services, IConfiguration configuration)
    {
        TurboJpegLibrary.Require();
        services.AddOptions<VisionInferenceOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VisionInferenceOptions>, VisionInferenceOptionsValidator>();
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
        services.AddTtsSpeech(configuration["Speech:Address"] is { Length: > 0 } address ? address : new SpeechOptions().Address);
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
            (provider, folder) => SignModel.Load(folder, new ModelSessionOptions { MaxBatch = Options(provider).Batching.MaxBatch }));
        services.AddSingleton<IModelListener>(provider => provider.GetRequiredService<VisionInferenceMetrics>());
    }
}
