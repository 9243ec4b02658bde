using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kws.ServiceDefaults.Tests.Endpoints;

public class HealthTests
{
    [Fact]
    public async Task GrpcCheck_HealthyServer_IsServing()
    {
        await using var host = await ProbeHost.StartAsync();
        Assert.Equal(ServingStatus.Serving, await CheckAsync(host));
    }

    [Fact]
    public async Task GrpcCheck_FailingCheck_IsNotServing()
    {
        await using var host = await ProbeHost.StartAsync(new ProbeState { IsHealthy = false });
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(host));
    }

    [Fact]
    public async Task Grpc_UnknownServiceOfAnyLength_IsNotFoundInAFewWords()
    {
        await using var host = await ProbeHost.StartAsync();
        var client = new Health.HealthClient(host.Channel);
        foreach (var name in new[] { "nobody", new string('x', 20_000) })
        {
            var request = new HealthCheckRequest { Service = name };
            using var watch = client.Watch(request);
            foreach (var call in new Func<Task>[] {
                () => client.CheckAsync(request).ResponseAsync, () => watch.ResponseStream.MoveNext() })
            {
                var failure = await Assert.ThrowsAsync<RpcException>(call).WithTimeout();
                Assert.Equal(StatusCode.NotFound, failure.StatusCode);
                var shown = name.Length < 64 ? name : $"{name[..64]}...";
                Assert.Equal($"service '{shown}' is not known", failure.Status.Detail);
            }
        }
    }

    [Fact]
    public async Task Probes_AsManyAsOneLikes_CauseNoChecksOfTheirOwn()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Health:Period", "00:05:00"));
        using var http = new HttpClient { BaseAddress = host.HealthAddress };

        for (var probe = 0; probe < 20; probe++)
        {
            await CheckAsync(host);
            foreach (var page in new[] { "/health", "/alive" })
                (await http.GetAsync(page).WithTimeout()).Dispose();
        }

        Assert.Equal(1, host.State.Checks);
    }

    [Fact]
    public async Task HealthPort_IfThereIsOne_IsTheOnlyOneThatTells()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Health:OnServicePorts", "false"));
        // A request may name any host and port, whichever it is sent to.
        using var http = OverHttp2(host.HealthAddress, new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(host.Address.Host, host.Address.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        foreach (var page in new[] { "/health", "/alive" })
        {
            using var response = await http.GetAsync(page).WithTimeout();
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(host)).WithTimeout();
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task NoHealthPort_ServicePort_TellsAll()
    {
        await using var host = await ProbeHost.StartAsync(
            null, ("HEALTH_PORT", ""), ("Health:OnServicePorts", "false"));
        using var http = OverHttp2(host.Address, new SocketsHttpHandler());
        Assert.Contains("\"status\":\"Healthy\"", await http.GetStringAsync("/health").WithTimeout(),
            StringComparison.Ordinal);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(host));
    }

    [Fact]
    public async Task GrpcWatch_ServerDrains_IsToldAndEnds()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Health:Period", "00:05:00"));
        using var watch = new Health.HealthClient(host.Channel).Watch(new HealthCheckRequest());
        await WaitForAsync(watch, ServingStatus.Serving).WithTimeout();

        var stop = host.StopAsync();
        await WaitForAsync(watch, ServingStatus.NotServing).WithTimeout();

        Assert.False(await watch.ResponseStream.MoveNext().WithTimeout());
        await stop.WithTimeout();
    }

    [Fact]
    public async Task GrpcWatch_CheckStartsToFail_WatcherIsTold()
    {
        await using var host = await ProbeHost.StartAsync();
        using var watch = new Health.HealthClient(host.Channel).Watch(new HealthCheckRequest());
        await WaitForAsync(watch, ServingStatus.Serving).WithTimeout();
        host.State.IsHealthy = false;
        await WaitForAsync(watch, ServingStatus.NotServing).WithTimeout();
    }

    [Fact]
    public async Task HttpPages_HealthyServer_AnswerOverHttp11()
    {
        await using var host = await ProbeHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.HealthAddress };
        foreach (var page in new[] { "/health", "/alive" })
        {
            using var response = await http.GetAsync(page).WithTimeout();
            Assert.Equal((HttpStatusCode.OK, new Version(1, 1)), (response.StatusCode, response.Version));
        }
    }

    [Theory]
    [InlineData("Development", "told so")]
    [InlineData("Production", null)]
    public async Task HttpPages_FailingCheck_HealthFailsWithItsReasonForDevelopersAndAliveStays(
        string environment, string? reason)
    {
        await using var host = await ProbeHost.StartAsync(
            new ProbeState { IsHealthy = false }, ("environment", environment));
        using var http = new HttpClient { BaseAddress = host.HealthAddress };
        using var health = await http.GetAsync("/health").WithTimeout();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var page = JsonDocument.Parse(await health.Content.ReadAsStringAsync().WithTimeout());
        var probe = page.RootElement.GetProperty("checks").GetProperty("probe");
        Assert.Equal("Unhealthy", probe.GetProperty("status").GetString());
        Assert.Equal(reason, probe.TryGetProperty("description", out var told) ? told.GetString() : null);
        using var alive = await http.GetAsync("/alive").WithTimeout();
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("eighty")]
    public async Task HealthPort_NotAPort_StopsTheStart(string port)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ProbeHost.StartAsync(null, ("HEALTH_PORT", port)));
        Assert.Contains($"HEALTH_PORT: '{port}'", failure.Message, StringComparison.Ordinal);
    }

    private static HttpClient OverHttp2(Uri address, SocketsHttpHandler handler) => new(handler)
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static async Task<ServingStatus> CheckAsync(ProbeHost host) =>
        (await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout())
            .Status;

    private static async Task WaitForAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, ServingStatus status)
    {
        while (await watch.ResponseStream.MoveNext())
            if (watch.ResponseStream.Current.Status == status)
                return;
        Assert.Fail($"the watch ended before {status}");
    }
}
