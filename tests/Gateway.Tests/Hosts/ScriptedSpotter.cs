using Grpc.Core;
using Kws.Audio.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>What a stream of <see cref="ScriptedSpotter"/> does.</summary>
internal delegate Task SpotScript(
    IAsyncStreamReader<SpotRequest> requests, IServerStreamWriter<SpotResponse> responses, ServerCallContext context);

/// <summary>A keyword spotter whose streams do what a test says, on a server without limits but gRPC's
/// own.</summary>
internal sealed class ScriptedSpotter : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private ScriptedSpotter(KestrelHost host) => _host = host;

    public string Address => _host.Address;

    public static async Task<ScriptedSpotter> StartAsync(SpotScript script) => new(await KestrelHost.StartAsync(
        builder =>
        {
            builder.WebHost.ConfigureKestrel(web =>
            {
                web.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2);
                // One that is read late is not too slow.
                web.Limits.MinRequestBodyDataRate = null;
            });
            builder.Services.AddGrpc();
            builder.Services.AddSingleton(new Service(script));
        },
        app => app.MapGrpcService<Service>()));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal sealed class Service(SpotScript script) : KeywordSpotter.KeywordSpotterBase
    {
        public override Task Spot(
            IAsyncStreamReader<SpotRequest> requestStream, IServerStreamWriter<SpotResponse> responseStream,
            ServerCallContext context) => script(requestStream, responseStream, context);
    }
}
