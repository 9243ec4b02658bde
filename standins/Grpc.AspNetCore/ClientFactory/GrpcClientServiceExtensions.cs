using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds generated clients to the container.</summary>
public static class GrpcClientServiceExtensions
{
    // The channel balances over subchannels by itself when it finds a SocketsHttpHandler, and would
    // look the service's name up in DNS; this property of the genuine client turns that off, so that
    // the handlers of the HTTP client (service discovery) decide where a call goes.
    private const string NoChannelBalancing = "__GrpcLoadBalancingDisabled";

    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services) where TClient : class =>
        services.AddGrpcClient<TClient>(static (_, _) => { });

    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class => services.AddGrpcClient<TClient>((_, options) => configureClient(options));

    /// <summary>Adds <typeparamref name="TClient"/> as a transient service on a channel that all of its instances share.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, Action<IServiceProvider, GrpcClientFactoryOptions> configureClient)
        where TClient : class
    {
        string name = typeof(TClient).DeclaringType is { } service ? $"{service.Name}.{typeof(TClient).Name}" : typeof(TClient).Name;
        services.AddSingleton<IConfigureOptions<GrpcClientFactoryOptions>>(provider =>
            new ConfigureNamedOptions<GrpcClientFactoryOptions>(name, options => configureClient(provider, options)));
        services.TryAddSingleton<CallInvokerCache>();
        services.AddTransient(provider =>
            ActivatorUtilities.CreateInstance<TClient>(provider, provider.GetRequiredService<CallInvokerCache>().Get(name)));
        return services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(CreateHandler);
    }

    /// <summary>Changes the channel's options before it is made.</summary>
    public static IHttpClientBuilder ConfigureChannel(this IHttpClientBuilder builder, Action<GrpcChannelOptions> configureChannel)
    {
        builder.Services.Configure<GrpcClientFactoryOptions>(builder.Name, options => options.ChannelOptionsActions.Add(configureChannel));
        return builder;
    }

    private static SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.Properties[NoChannelBalancing] = true;
        return handler;
    }
}
