using Kws.Gateway.Console.Live;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Access;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Sockets;

internal static class SocketEndpointExtensions
{
    /// <summary>Maps the sockets: <c>/v1/listen</c> and <c>/v1/signs/read</c>.</summary>
    public static void MapSockets(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<SocketOptions>>().Value;
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = options.KeepAlive,
            KeepAliveTimeout = options.KeepAlive,
        });
        var endpoint = app.Services.GetRequiredService<SocketEndpoint>();
        var streams = app.Services.GetRequiredService<MeshStreams>();
        var live = app.Services.GetRequiredService<LiveStreams>();
        OpenConversation listen = (first, caller, cancellationToken) =>
            ListenConversation.OpenAsync(streams, live, first, caller, cancellationToken);
        OpenConversation read = (first, caller, cancellationToken) =>
            SignConversation.OpenAsync(streams, live, first, caller, cancellationToken);
        app.Map("/v1/listen", context => endpoint.ServeAsync(context, ListenConfig.MaxBinaryBytes, listen))
            .RequireScope(Scopes.Listen);
        app.Map("/v1/signs/read", context => endpoint.ServeAsync(
            context, options.MaxImageBytes + SignConversation.HeaderBytes, read)).RequireScope(Scopes.Sign);
    }
}
