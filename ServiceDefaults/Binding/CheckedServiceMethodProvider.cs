using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Binding;

/// <summary>Binds a generated service as gRPC for ASP.NET Core does, with requests that are read by
/// <see cref="CheckedServiceBinder{TService}"/>.</summary>
internal sealed class CheckedServiceMethodProvider<TService>(MalformedRequests malformed)
    : IServiceMethodProvider<TService> where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute)
                continue;
            var bind = attribute.BindType.GetMethod(attribute.BindMethodName, [typeof(ServiceBinderBase), type])
                ?? throw new InvalidOperationException($"{type} names no method that binds it");
            bind.Invoke(null, [new CheckedServiceBinder<TService>(context, type, malformed), null]);
            return;
        }
    }
}
