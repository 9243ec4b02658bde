using Kws.Audio.V1;
using Kws.ServiceDefaults.Clients;
using Kws.Vision.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Clients of the services behind the gateway.</summary>
internal static class MeshClientsServiceCollectionExtensions
{
    public static IServiceCollection AddMeshClients(this IServiceCollection services)
    {
        services.AddMeshClient<KeywordSpotter.KeywordSpotterClient>(MeshServices.AddressOf(KeywordSpotter.Descriptor));
        services.AddMeshClient<SignReader.SignReaderClient>(MeshServices.AddressOf(SignReader.Descriptor));
        services.AddMeshClient<Speech.V1.Speech.SpeechClient>(MeshServices.AddressOf(Speech.V1.Speech.Descriptor));
        services.AddMeshClient<Training.V1.Training.TrainingClient>(
            MeshServices.AddressOf(Training.V1.Training.Descriptor));
        services.AddSingleton<CallerHeaders>();
        services.AddSingleton<CallFaults>();
        services.AddSingleton<MeshStreams>();
        return services;
    }
}
