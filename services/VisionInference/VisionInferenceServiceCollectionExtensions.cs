using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VisionInference.Decoding;
using VisionInference.Grpc;
using VisionInference.Inference;
using VisionInference.Models;
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
        services.AddSingleton<InferenceScheduler>();
        services.AddSingleton<PictureReader>();
        services.AddSingleton<ClassifyCalls>();
        services.AddWarmUp<VisionWarmUp>();
        services.AddSingleton<SessionContext>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<ReadingFanOut>();
        services.AddTtsSpeech(configuration["Speech:Address"] is { Length: > 0 } address ? address : new SpeechOptions().Address);
        services.Configure<ErrorMapOptions>(errors => errors
            .Map<InvalidImageException>(StatusCode.InvalidArgument)
            .Map<ModelNotLoadedException>(StatusCode.Unavailable));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<VisionInferenceOptions>>((kestrel, options) =>
        {
            // A camera that vanished without a word is noticed although it is only expected to send.
            kestrel.Limits.Http2.KeepAlivePingDelay = options.Value.Streams.KeepAlive;
            kestrel.Limits.Http2.KeepAlivePingTimeout = options.Value.Streams.KeepAlive;
        });
        return services;
    }

    private static void AddModels(IServiceCollection services)
    {
        services.TryAddSingleton<IModelSource>(provider =>
        {
            ModelOptions models = provider.GetRequiredService<IOptions<VisionInferenceOptions>>().Value.Models;
            var choice = new ModelChoice(ModelTask.SignLetters, models.Root, models.Sign, models.SignVersion, models.Watch);
            return new FolderModelSource(choice, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<SignModelHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SignModelHost>());
        services.AddHealthChecks().AddCheck<ModelHealthCheck>("model");
    }
}
