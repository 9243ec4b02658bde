using Grpc.Core;
using Grpc.Net.Client;

namespace Kws.Dashboard.Resources.Grpc;

internal static class ResourceServiceCollectionExtensions
{
    private const string KeyHeader = "x-resource-service-api-key";

    /// <summary>Follows the resource service at <paramref name="address"/>; null: there is none.</summary>
    public static void AddResources(this IServiceCollection services, Uri? address, string? apiKey)
    {
        services.AddSingleton<ResourceBoard>();
        if (address is null)
        {
            services.AddSingleton<IResourceSource, NoResourceSource>();
            return;
        }
        var headers = new Metadata();
        if (!string.IsNullOrEmpty(apiKey))
            headers.Add(KeyHeader, apiKey);
        services.AddSingleton(_ => GrpcChannel.ForAddress(address));
        services.AddSingleton<IResourceSource>(provider =>
            new GrpcResourceSource(new V1.Resources.ResourcesClient(provider.GetRequiredService<GrpcChannel>()), headers));
        services.AddHostedService<ResourceFollower>();
    }
}
