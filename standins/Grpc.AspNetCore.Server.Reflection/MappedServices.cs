using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Reflection;

/// <summary>The descriptors of the services that the application maps.</summary>
internal static class MappedServices
{
    public static IReadOnlyList<ServiceDescriptor> Of(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(DescriptorOf)
            .OfType<ServiceDescriptor>()
            .DistinctBy(service => service.FullName),
    ];

    // Generated code puts the attribute on the service's base class and the descriptor beside it.
    private static ServiceDescriptor? DescriptorOf(Type serviceType)
    {
        BindServiceMethodAttribute? binding = serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true);
        return binding?.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;
    }
}
