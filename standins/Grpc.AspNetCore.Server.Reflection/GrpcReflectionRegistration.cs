using Grpc.AspNetCore.Server.Reflection;
using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds server reflection.</summary>
    public static class GrpcReflectionServiceExtensions
    {
        public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
        {
            services.TryAddSingleton(provider => Create(provider, (names, registry) => new ReflectionServiceImpl(names, registry)));
            services.TryAddSingleton(provider => Create(provider, (names, registry) => new ReflectionV1ServiceImpl(names, registry)));
            return services;
        }

        private static T Create<T>(IServiceProvider provider, Func<IEnumerable<string>, SymbolRegistry, T> create)
        {
            var mapped = MappedServices.Of(provider.GetRequiredService<EndpointDataSource>());
            return create(mapped.Select(service => service.FullName), SymbolRegistry.FromFiles(mapped.Select(service => service.File)));
        }
    }
}

namespace Microsoft.AspNetCore.Builder
{
    /// <summary>Maps server reflection, v1 and v1alpha.</summary>
    public static class GrpcReflectionEndpointRouteBuilderExtensions
    {
        public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
        {
            builder.MapGrpcService<ReflectionV1ServiceImpl>();
            return builder.MapGrpcService<ReflectionServiceImpl>();
        }
    }
}
