using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text.Json;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Audio.V1;
using Microsoft.Playwright;

namespace Kws.AppHost.Tests.Tls;

/// <summary>A mesh that was started with <c>Tls=Development</c>, by clients that trust its certificate and no
/// other.</summary>
public sealed class TlsMeshTests : IAsyncLifetime
{
    private readonly TemporaryFolder _state = new();
    private readonly AppHostProcess _appHost;

    public TlsMeshTests() => _appHost =
        AppHostProcess.WithTls(_state.Path, "--FeatureExtraction:Replicas=1", "--DemoDevice:Enabled=false");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _appHost.DisposeAsync();
        _state.Dispose();
    }

    // One mesh for all of it: its start is what takes long.
    [Trait("Duration", "Long")]
    [Fact]
    public async Task OnePort_EveryProtocol_IsServedToWhoTrustsTheKeptCertificate()
    {
        await _appHost.ServingAsync();
        await OverHttpAsync();
        await OverGrpcAsync();
        await OverGrpcWebAsync();
        await OverWebSocketAsync();
        await ByKwsAsync();
        await MustNotBeTrustedByTheSystemAsync();
        Assert.Contains(_appHost.TrustedFile, await _appHost.LogLineAsync("certificate for clients to trust: ")
            .WithTimeout(), StringComparison.Ordinal);
        await OnTheDashboardAsync();
        _appHost.Signal(AppHostProcess.SigTerm);
        await _appHost.EndedAsync();
        await _appHost.NothingLeftAsync();
    }

    // The gateway starts a moment after the others.
    private async Task OverHttpAsync()
    {
        using var http = new HttpClient(_appHost.Handler()) { BaseAddress = new Uri(_appHost.Gateway) };
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/health")
                {
                    Version = HttpVersion.Version11,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                };
                using var answer = await http.SendAsync(request).WithTimeout();
                Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (answer.StatusCode, answer.Version));
                return;
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                Assert.True(Stopwatch.GetElapsedTime(begun) < AppHostProcess.Patience, _appHost.Log);
                await Task.Delay(200);
            }
        }
    }

    private async Task OverGrpcAsync()
    {
        using var channel = GrpcChannel.ForAddress(_appHost.Gateway,
            new GrpcChannelOptions { HttpHandler = _appHost.Handler(), DisposeHttpClient = true });
        Assert.True(await SpotStream.StreamAsync(channel, seconds: 1) > 0);
    }

    private async Task OverGrpcWebAsync()
    {
        using var channel = GrpcChannel.ForAddress(_appHost.Gateway, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWebText, _appHost.Handler()),
            HttpVersion = HttpVersion.Version11,
            HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DisposeHttpClient = true,
        });
        var model = await new KeywordSpotter.KeywordSpotterClient(channel)
            .DescribeModelAsync(new DescribeModelRequest()).ResponseAsync.WithTimeout();
        Assert.NotEmpty(model.Labels);
    }

    private async Task OverWebSocketAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("kws.v1");
        using var invoker = new HttpMessageInvoker(_appHost.Handler());
        var address = new UriBuilder(_appHost.Gateway) { Scheme = "wss", Path = "/v1/listen" };
        await socket.ConnectAsync(address.Uri, invoker, deadline.Token);
        await socket.SendAsync("""{"device_id":"tls-test","sample_rate_hz":16000}"""u8.ToArray(),
            WebSocketMessageType.Text, true, deadline.Token);
        var message = new byte[4096];
        var received = await socket.ReceiveAsync(message.AsMemory(), deadline.Token);
        using var started = JsonDocument.Parse(message.AsMemory(0, received.Count));
        Assert.Equal("started", started.RootElement.GetProperty("type").GetString());
        await socket.SendAsync("""{"type":"end"}"""u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
        Assert.Equal(WebSocketMessageType.Close,
            (await socket.ReceiveAsync(message.AsMemory(), deadline.Token)).MessageType);
    }

    private async Task ByKwsAsync()
    {
        Assert.Equal(0, await RunKwsAsync(_appHost.TrustedFile));
        Assert.NotEqual(0, await RunKwsAsync(""));
    }

    private async Task<int> RunKwsAsync(string trusted)
    {
        var start = new ProcessStartInfo("dotnet", [AppHostProgram.Kws, "health", "--server", _appHost.AudioInference])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KWS_CA"] = trusted;
        using var kws = Process.Start(start)!;
        await Task.WhenAll(kws.StandardOutput.ReadToEndAsync(), kws.StandardError.ReadToEndAsync()).WithTimeout();
        await kws.WaitForExitAsync().WithTimeout();
        return kws.ExitCode;
    }

    private async Task MustNotBeTrustedByTheSystemAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetAsync(new Uri($"{_appHost.Gateway}/health")).WithTimeout());
        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    private async Task OnTheDashboardAsync()
    {
        if (!Chromium.IsInstalled)
            return;
        await using var chromium = await Chromium.StartAsync();
        await using var session = await chromium.NewSessionAsync(trustsAnyServer: true);
        var page = await session.NewPageAsync().WithTimeout();
        await page.GotoAsync(await _appHost.LogLineAsync("Login to the dashboard at ").WithTimeout()).WithTimeout();
        // Its health is asked over TLS, too.
        await MeshFixture.HealthyAsync(page, "gateway");
        await Assertions.Expect(page.GetByText("certificate")).ToHaveCountAsync(0)
            .WithTimeout(MeshFixture.PagePatience);
        Assert.StartsWith("https://", page.Url, StringComparison.Ordinal);
        // What it shows of a service came by https.
        await page.GotoAsync($"{_appHost.Dashboard}/structuredlogs/resource/audioinference").WithTimeout();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "is active:" }).First)
            .ToBeVisibleAsync().WithTimeout(MeshFixture.PagePatience);
    }
}
