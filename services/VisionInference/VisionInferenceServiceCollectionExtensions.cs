using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Registry;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.WarmingUp;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Grpc;
using Kws.VisionInference.Inference;
using Kws.VisionInference.Streaming;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        services.AddModelRegistry(configuration);
        AddModels(services);
        services.AddSingleton<PictureScheduler>();
        services.AddSingleton<FlawedPictures>();
        services.AddSingleton<PictureReader>();
        AddMessageLimits(services);
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

    /// <summary>A message may be as large as a picture; the message's limit stands for the body's too.</summary>
    private static void AddMessageLimits(IServiceCollection services)
    {
        const int OtherFieldsBytes = 128 * 1024;
        services.AddOptions<GrpcServiceOptions<SignReaderService>>()
            .Configure<IOptions<VisionInferenceOptions>, IOptions<GrpcLimitsOptions>>((grpc, vision, limits) =>
                grpc.MaxReceiveMessageSize = Math.Max(
                    limits.Value.MaxReceiveMessageBytes, vision.Value.Images.MaxBytes + OtherFieldsBytes));
        services.Configure<KestrelServerOptions>(web => web.Limits.MaxRequestBodySize = null);
    }

    private static void AddModels(IServiceCollection services)
    {
        services.AddModelHost(
            provider => Options(provider).Models,
            (provider, folder) =>
                SignModel.Load(folder, new ModelSessionOptions { MaxBatch = Options(provider).Batching.MaxBatch }));
        services.AddSingleton<IModelListener>(provider => provider.GetRequiredService<VisionInferenceMetrics>());
    }
}
