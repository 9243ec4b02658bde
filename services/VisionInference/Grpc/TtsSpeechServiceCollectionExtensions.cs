using Kws.ServiceDefaults.Clients;
using Kws.VisionInference.Speaking;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SpeechClient = Kws.Speech.V1.Speech.SpeechClient;

namespace Kws.VisionInference.Grpc;

/// <summary>Registers speech from the Tts service.</summary>
internal static class TtsSpeechServiceCollectionExtensions
{
    /// <param name="services">Unless they have another source of speech already.</param>
    /// <param name="address">Of Tts; a service name is resolved by service discovery.</param>
    public static IServiceCollection AddTtsSpeech(this IServiceCollection services, string address)
    {
        services.AddMeshClient<SpeechClient>(address);
        services.TryAddSingleton<ISpeechSource, TtsSpeechSource>();
        return services;
    }
}
