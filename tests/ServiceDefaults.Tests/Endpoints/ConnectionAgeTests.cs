using System.Net.Sockets;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Endpoints;

/// <summary>Old connections of a real server.</summary>
public sealed class ConnectionAgeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _timeProvider = new();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(
        null, _timeProvider, [("Grpc:MaxConnectionAge", "00:00:10"), ("Drain:Linger", "00:00:00")]);

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Connection_GrownOld_TakesNoNewCallsAndEndsAfterThoseItHas()
    {
        var connections = 0;
        using var channel = Channel(() => connections++);
        var client = new Probe.ProbeClient(channel);
        using var open = client.Listen();
        await open.RequestStream.WriteAsync(new Order { What = "config" }).WithTimeout();
        await Eventually.BeAsync(() => Volatile.Read(ref _host.State.Orders) == 1);
        Assert.Equal(1, connections);

        _timeProvider.Advance(TimeSpan.FromSeconds(11.1));
        await Eventually.BeAsync(async () =>
        {
            await client.DoAsync(new Order()).ResponseAsync.WithTimeout();
            return connections == 2;
        });

        await open.RequestStream.CompleteAsync().WithTimeout();
        Assert.Equal("only", (await open.ResponseAsync.WithTimeout()).Server);
    }

    [Fact]
    public async Task Connection_YoungerByMoreThanTheJitter_GoesOn()
    {
        var connections = 0;
        using var channel = Channel(() => connections++);
        var client = new Probe.ProbeClient(channel);
        await client.DoAsync(new Order()).ResponseAsync.WithTimeout();

        _timeProvider.Advance(TimeSpan.FromSeconds(8.9));
        for (var i = 0; i < 5; i++)
            await client.DoAsync(new Order()).ResponseAsync.WithTimeout();

        Assert.Equal(1, connections);
    }

    private GrpcChannel Channel(Action onConnect) => GrpcChannel.ForAddress(
        _host.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    onConnect();
                    var socket = new Socket(
                        SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
}
