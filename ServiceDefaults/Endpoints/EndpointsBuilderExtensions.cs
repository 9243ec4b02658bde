using System.Globalization;
using System.Net;
using Grpc.AspNetCore.Server;
using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

internal static class EndpointsBuilderExtensions
{
    private const string HealthPortKey = "HEALTH_PORT";

    /// <summary>
    /// HTTP/2 on every address, for in clear text one port cannot speak both versions; HTTP/1.1 on the health port.
    /// </summary>
    public static void AddEndpoints<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var healthPort = ReadHealthPort(builder.Configuration);
        if (healthPort is not null)
            HealthAddress.AddTo(builder.Configuration, healthPort.Value);
        builder.Services.AddSingleton(new HealthPort(healthPort));

        builder.Services.AddSettings<GrpcLimitsOptions, GrpcLimitsOptionsValidator>(GrpcLimitsOptions.Section);
        builder.Services.AddOptions<GrpcServiceOptions>().Configure<IOptions<GrpcLimitsOptions>>((grpc, settings) =>
        {
            var limits = settings.ValidOrDefault();
            grpc.MaxReceiveMessageSize = limits.MaxReceiveMessageBytes;
            grpc.MaxSendMessageSize = limits.MaxSendMessageBytes;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<GrpcLimitsOptions>>((web, settings) =>
        {
            var limits = settings.ValidOrDefault();
            web.AddServerHeader = false;
            // A device that vanished without a word is noticed although it is only expected to send.
            web.Limits.Http2.KeepAlivePingDelay = limits.KeepAlive;
            web.Limits.Http2.KeepAlivePingTimeout = limits.KeepAlive;
            web.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
            web.Limits.Http2.InitialStreamWindowSize = limits.StreamWindowBytes;
            web.Limits.Http2.InitialConnectionWindowSize =
                Math.Max(limits.StreamWindowBytes, limits.ConnectionWindowBytes);
            // Kestrel counts a connection's bytes, and would break off all its calls for a slow one: the calls' own
            // limit (Calls:MinBytesPerSecond) ends that one alone.
            web.Limits.MinRequestBodyDataRate = null;
            web.ConfigureEndpointDefaults(listen => listen.Protocols = IsHealth(listen, healthPort)
                ? HttpProtocols.Http1
                : HttpProtocols.Http2);
        });
    }

    private static bool IsHealth(ListenOptions listen, int? healthPort) =>
        healthPort is not null && listen.EndPoint is IPEndPoint { Port: var port } && port == healthPort;

    private static int? ReadHealthPort(IConfiguration configuration)
    {
        if (configuration[HealthPortKey] is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new InvalidOperationException(
                $"{HealthPortKey}: '{text}' is not a port; allowed: 1 to {IPEndPoint.MaxPort}");
    }
}
