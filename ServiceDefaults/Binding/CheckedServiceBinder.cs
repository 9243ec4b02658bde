using System.Reflection;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Routing;

namespace Kws.ServiceDefaults.Binding;

/// <summary>Adds the methods of a generated service, each with its rule who may call it; a request that is no message
/// of its type is refused.</summary>
/// <param name="context">Takes the methods.</param>
/// <param name="declaring">The generated base of the service.</param>
/// <param name="malformed">Refuses.</param>
/// <remarks>
/// Unary requests are read before any interceptor is asked, and what their parser throws would be UNKNOWN with a stack
/// in the log; of a stream it is an <see cref="IOException"/>, as when the client vanishes. Only the marshaller knows.
/// </remarks>
internal sealed class CheckedServiceBinder<TService>(
    ServiceMethodProviderContext<TService> context, Type declaring, MalformedRequests malformed) : ServiceBinderBase
    where TService : class
{
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var service = Find(method, typeof(TRequest), typeof(ServerCallContext));
        context.AddUnaryMethod(Checked(method), Metadata(method, service),
            service.CreateDelegate<UnaryServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var service =
            Find(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        context.AddServerStreamingMethod(Checked(method), Metadata(method, service),
            service.CreateDelegate<ServerStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var service = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        context.AddClientStreamingMethod(Checked(method), Metadata(method, service),
            service.CreateDelegate<ClientStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var service = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>),
            typeof(ServerCallContext));
        context.AddDuplexStreamingMethod(Checked(method), Metadata(method, service),
            service.CreateDelegate<DuplexStreamingServerMethod<TService, TRequest, TResponse>>());
    }

    private MethodInfo Find(IMethod method, params Type[] parameters)
    {
        var found = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters);
        return found?.GetBaseDefinition().DeclaringType == declaring
            ? found
            : throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name}");
    }

    private List<object> Metadata(IMethod method, MethodInfo service) =>
    [
        .. typeof(TService).GetCustomAttributes(inherit: true),
        .. service.GetCustomAttributes(inherit: true),
        new HttpMethodMetadata(["POST"], acceptCorsPreflight: true),
        .. MethodRules.Of(declaring, method) is { } rule ? (object[])[rule] : [],
    ];

    private Method<TRequest, TResponse> Checked<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var requests = method.RequestMarshaller;
        return new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name,
            new Marshaller<TRequest>(requests.ContextualSerializer, Read), method.ResponseMarshaller);

        TRequest Read(DeserializationContext bytes)
        {
            try
            {
                return requests.ContextualDeserializer(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                throw malformed.Refuse(method.FullName.TrimStart('/'), NameOf<TRequest>(), "a message of this type");
            }
        }
    }

    private static string NameOf<TRequest>() where TRequest : class =>
        Activator.CreateInstance<TRequest>() is IMessage message ? message.Descriptor.FullName : typeof(TRequest).Name;
}
