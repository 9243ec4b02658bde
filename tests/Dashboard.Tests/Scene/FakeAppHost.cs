using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Dashboard.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>Serves the resource contract as an AppHost would, from memory.</summary>
internal sealed class FakeAppHost : V1.Resources.ResourcesBase, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Resource> _resources = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ConsoleLine>> _consoles = new();
    private readonly ConcurrentBag<ChannelWriter<ResourcesUpdate>> _watchers = [];
    private readonly WebApplication _app;
    private long _lines;

    private FakeAppHost(string address)
    {
        Address = address;
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address).ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<FakeAppHost>();
    }

    public string Address { get; }

    public ConcurrentQueue<(string Resource, string Command)> Commands { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    public static async Task<FakeAppHost> StartAsync()
    {
        var host = new FakeAppHost(FreePort.Address());
        await host._app.StartAsync().WithTimeout();
        return host;
    }

    public void Set(Resource resource)
    {
        _resources[resource.Name] = resource;
        foreach (ChannelWriter<ResourcesUpdate> watcher in _watchers)
            watcher.TryWrite(new ResourcesUpdate { Changed = resource });
    }

    public Resource Get(string name) => _resources[name].Clone();

    public void Print(string resource, string text, bool isError = false) => Console(resource).Enqueue(new ConsoleLine
    {
        Number = Interlocked.Increment(ref _lines),
        Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
        Text = text,
        IsError = isError,
    });

    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<ResourcesUpdate> responseStream, ServerCallContext context)
    {
        Keys.Enqueue(context.RequestHeaders.GetValue("x-resource-service-api-key"));
        var updates = Channel.CreateUnbounded<ResourcesUpdate>();
        _watchers.Add(updates.Writer);
        await responseStream.WriteAsync(new ResourcesUpdate { ApplicationName = "Kws.Aspire", Snapshot = new Snapshot { Resources = { _resources.Values } } });
        await foreach (ResourcesUpdate update in updates.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(update);
    }

    public override async Task WatchConsoleLogs(WatchConsoleLogsRequest request, IServerStreamWriter<ConsoleLines> responseStream, ServerCallContext context)
    {
        for (long sent = 0; ; await Task.Delay(50, context.CancellationToken))
        {
            ConsoleLine[] news = [.. Console(request.ResourceName).Where(line => line.Number > sent)];
            if (news.Length == 0)
                continue;
            await responseStream.WriteAsync(new ConsoleLines { Lines = { news } });
            sent = news[^1].Number;
        }
    }

    public override Task<ExecuteCommandResponse> ExecuteCommand(ExecuteCommandRequest request, ServerCallContext context)
    {
        Commands.Enqueue((request.ResourceName, request.CommandName));
        return Task.FromResult(request.CommandName == "refuse"
            ? new ExecuteCommandResponse { Message = "it would not" }
            : new ExecuteCommandResponse { Succeeded = true });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ConcurrentQueue<ConsoleLine> Console(string resource) => _consoles.GetOrAdd(resource, _ => new ConcurrentQueue<ConsoleLine>());
}
