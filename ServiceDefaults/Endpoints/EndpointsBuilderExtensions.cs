using System.Globalization;
using System.Net;
using Grpc.AspNetCore.Server;
using Kws.ServiceDefaults.Access.Listening;
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
    private const string GrpcPortKey = "GRPC_PORT";

    /// <summary>
    /// HTTP/2 on every address of a gRPC service, for in clear text one port cannot speak both versions; HTTP/1.1 on
    /// the health port. Of a web server HTTP/1.1, and with TLS HTTP/2 too; HTTP/2 alone on the port of
    /// <c>GRPC_PORT</c>.
    /// </summary>
    public static void AddEndpoints<TBuilder>(this TBuilder builder, bool isWebServer)
        where TBuilder : IHostApplicationBuilder
    {
        var healthPort = ReadPort(builder.Configuration, HealthPortKey);
        var grpcPort = isWebServer ? ReadPort(builder.Configuration, GrpcPortKey) : null;
        foreach (var port in new[] { healthPort, grpcPort })
        {
            if (port is not null)
                FurtherAddress.AddTo(builder.Configuration, port.Value);
        }
        builder.Services.AddSingleton(new HealthPort(healthPort, IsForHealthAlone: !isWebServer));

        builder.Services.AddSettings<GrpcLimitsOptions, GrpcLimitsOptionsValidator>(GrpcLimitsOptions.Section);
        builder.Services.AddOptions<GrpcServiceOptions>().Configure<IOptions<GrpcLimitsOptions>>((grpc, settings) =>
        {
            var limits = settings.ValidOrDefault();
            grpc.MaxReceiveMessageSize = limits.MaxReceiveMessageBytes;
            grpc.MaxSendMessageSize = limits.MaxSendMessageBytes;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<GrpcLimitsOptions>>((web, settings) =>
            SetLimits(web, settings.ValidOrDefault()));
        builder.Services.AddSingleton<ConnectionAge>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<OpenModeGuard, ConnectionAge>((web, guard, age) =>
            web.ConfigureEndpointDefaults(listen =>
            {
                guard.Check(listen.EndPoint);
                listen.Protocols = ProtocolsOf(listen);
                listen.Use(age.Limit);
            }));

        HttpProtocols ProtocolsOf(ListenOptions listen) =>
            IsPort(listen, healthPort) ? HttpProtocols.Http1
            : !isWebServer || IsPort(listen, grpcPort) ? HttpProtocols.Http2
            : HttpProtocols.Http1AndHttp2;
    }

    private static void SetLimits(KestrelServerOptions web, GrpcLimitsOptions limits)
    {
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
    }

    private static bool IsPort(ListenOptions listen, int? port) =>
        port is not null && listen.EndPoint is IPEndPoint endPoint && endPoint.Port == port;

    private static int? ReadPort(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new InvalidOperationException(
                $"{key}: '{text}' is not a port; allowed: 1 to {IPEndPoint.MaxPort}");
    }
}
