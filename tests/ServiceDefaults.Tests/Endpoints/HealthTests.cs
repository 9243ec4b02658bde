using System.Net;
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
    public async Task GrpcCheck_UnknownService_IsNotFound()
    {
        await using var host = await ProbeHost.StartAsync();
        var client = new Health.HealthClient(host.Channel);
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => client.CheckAsync(new HealthCheckRequest { Service = "nobody" }).ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
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

    [Fact]
    public async Task HttpPages_FailingCheck_HealthFailsAndAliveStays()
    {
        await using var host = await ProbeHost.StartAsync(new ProbeState { IsHealthy = false });
        using var http = new HttpClient { BaseAddress = host.HealthAddress };
        using var health = await http.GetAsync("/health").WithTimeout();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var page = JsonDocument.Parse(await health.Content.ReadAsStringAsync().WithTimeout());
        Assert.Equal("told so", page.RootElement.GetProperty("checks").GetProperty("probe").GetProperty("description")
            .GetString());
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
