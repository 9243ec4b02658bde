using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kws.ServiceDefaults.Binding;

internal static class CheckedRequestsServiceCollectionExtensions
{
    /// <summary>Requests that cannot be unpacked or read are refused by <see cref="MalformedRequests"/>, whichever
    /// service they are for. After gRPC was added.</summary>
    public static void AddCheckedRequests(this IServiceCollection services)
    {
        // In place of gRPC's own, which would add every method a second time.
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CheckedServiceMethodProvider<>));
        services.AddOptions<GrpcServiceOptions>().PostConfigure<MalformedRequests>((grpc, malformed) =>
        {
            var providers = grpc.CompressionProviders.ToList();
            grpc.CompressionProviders.Clear();
            foreach (var provider in providers)
                grpc.CompressionProviders.Add(new BoundedDecompression(provider, grpc, malformed));
        });
    }
}
