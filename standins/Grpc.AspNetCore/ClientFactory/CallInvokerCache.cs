using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>One channel for each client name, for the life of the container.</summary>
internal sealed class CallInvokerCache(
    IServiceProvider services,
    IHttpMessageHandlerFactory handlers,
    IOptionsMonitor<GrpcClientFactoryOptions> options,
    ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> _channels = new();

    public CallInvoker Get(string name) => _channels.GetOrAdd(name, key => new(() => Create(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (Lazy<(GrpcChannel Channel, CallInvoker Invoker)> entry in _channels.Values.Where(entry => entry.IsValueCreated))
            entry.Value.Channel.Dispose();
    }

    private (GrpcChannel Channel, CallInvoker Invoker) Create(string name)
    {
        GrpcClientFactoryOptions settings = options.Get(name);
        Uri address = settings.Address
            ?? throw new InvalidOperationException($"the gRPC client '{name}' has no address: set Address where the client is added");
        var channelOptions = new GrpcChannelOptions
        {
            HttpHandler = handlers.CreateHandler(name),
            LoggerFactory = loggers,
            ServiceProvider = services,
        };
        foreach (Action<GrpcChannelOptions> configure in settings.ChannelOptionsActions)
            configure(channelOptions);
        var channel = GrpcChannel.ForAddress(address, channelOptions);
        return (channel, channel.CreateCallInvoker());
    }
}
