using Kws.Features.V1;
using Kws.ServiceDefaults.Clients;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>Registers the client of the FeatureExtraction service.</summary>
internal static class RemoteFeaturesServiceCollectionExtensions
{
    /// <param name="services">The service's parts.</param>
    /// <param name="address">As configured; null: the default. A malformed one is told by the options' validation, with
    /// all other faults.</param>
    public static void AddRemoteFeatures(this IServiceCollection services, string? address)
    {
        var usable = Uri.IsWellFormedUriString(address, UriKind.Absolute) ? address : new FeatureOptions().Address;
        services.AddMeshClient<FeatureExtraction.FeatureExtractionClient>(usable);
        services.AddSingleton<RemoteFeatureSource>();
    }
}
