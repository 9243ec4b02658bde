using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Kws.Cli.Servers;

namespace Kws.Cli.Tests.Servers;

public class ServerChannelTests
{
    [Fact]
    public void Options_OfADevicesChannel_TryAgainSoonHoweverOftenItFailed()
    {
        var options = ServerChannel.Options(new ServerEndpoint(new Uri("http://localhost:5301")));
        // gRPC's own 2 min would find a service that is back 2 min later.
        Assert.InRange(options.MaxReconnectBackoff!.Value, options.InitialReconnectBackoff, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("http://localhost:5301")]
    [InlineData("https://speech.example")]
    public void Options_WithoutAProxyAskedFor_UseNoneOfTheEnvironment(string address)
    {
        var options = ServerChannel.Options(new ServerEndpoint(new Uri(address)));
        Assert.False(((SocketsHttpHandler)options.HttpHandler!).UseProxy);
    }

    [Fact]
    public async Task Call_ThroughAProxyAskedFor_AsksItForATunnel()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var server = new ServerEndpoint(
            new Uri("https://speech.invalid"), new Uri($"http://{proxy.LocalEndpoint}"));
        using var channel = ServerChannel.Open(server);
        using var cancellation = new CancellationTokenSource();
        var call = new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(
            new HealthCheckRequest(), cancellationToken: cancellation.Token);

        using var connection = await proxy.AcceptTcpClientAsync().WithTimeout();
        using var reader = new StreamReader(connection.GetStream());
        Assert.Equal("CONNECT speech.invalid:443 HTTP/1.1", await reader.ReadLineAsync().WithTimeout());

        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WithTimeout());
    }
}
