using System.Diagnostics;
using System.Net.WebSockets;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Identity;
using Kws.Gateway.Tests.Wyoming;

namespace Kws.Gateway.Tests.Sockets;

/// <summary>Whom sockets and Wyoming connections call for where callers are known, with a keyword spotter that runs as
/// users run it.</summary>
public sealed class AccessSocketTests : IAsyncLifetime
{
    private const string Path = "/v1/listen";
    private const string MeshKey = "a2V5IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMgYW5kIG1vcmU=";
    private const string Config = """{"device_id":"kitchen","sample_rate_hz":16000}""";
    private static readonly TimeSpan s_promise = TimeSpan.FromSeconds(10);

    private readonly int _wyomingPort = FreePort.Next();
    private readonly int _visionPort = FreePort.Next();
    private readonly string _authority = FreePort.Address();
    private ServiceProcess _audio = null!;
    private IdentityGateway _gateway = null!;
    private string _operator = "";

    public async Task InitializeAsync()
    {
        _audio = await ServiceProcess.StartAsync("AudioInference", 0,
            ("Features__Source", "InProcess"), ("Access__Mode", "Jwt"), ("Access__Authority", _authority),
            ("Access__MeshKey", MeshKey));
        _gateway = await IdentityGateway.StartAsync(settings:
            [
                $"--urls={_authority}", $"--Access:MeshKey={MeshKey}", WyomingTests.Setting("Port", _wyomingPort),
                MeshBehind.Setting("audioinference", _audio.Address),
                MeshBehind.Setting("tts", FreePort.Address()),
                MeshBehind.Setting("visioninference", $"http://127.0.0.1:{_visionPort}"),
            ]);
        _operator = await _gateway.OperatorTokenAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _audio.DisposeAsync();
    }

    [Fact]
    public async Task Socket_OfATokenInASubProtocol_ListensUntilItIsRevoked()
    {
        var token = await TokenAsync("kitchen", "listen");
        using var socket = await OpenAsync(token);
        await socket.SendTextAsync(Config);
        Assert.Equal("started", SocketClient.Type((await socket.ReceiveAsync())!));

        var begun = Stopwatch.GetTimestamp();
        await _gateway.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", _operator);
        var error = Assert.Single(await socket.ReceiveAllAsync());

        Assert.Equal("kws.v1", socket.Protocol);
        Assert.Equal("UNAUTHENTICATED", (string?)error["status"]);
        Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, socket.CloseCode);
        Assert.True(Stopwatch.GetElapsedTime(begun) < s_promise, $"it took {Stopwatch.GetElapsedTime(begun)}");
    }

    // Each route that is told a device's name.
    [Theory]
    [InlineData("/v1/listen", "listen")]
    [InlineData("/v1/listen", "listen", "operate")]
    [InlineData("/v1/signs/read", "sign")]
    [InlineData("/v1/signs/read", "sign", "operate")]
    public async Task Socket_OfAnotherDevicesName_IsDenied(string path, params string[] scopes)
    {
        await using var vision = path == Path ? null : await VisionInferenceAsync();
        using var socket = await OpenAsync(await TokenAsync("hall", scopes), path);
        await socket.SendTextAsync(path == Path ? Config : """{"device_id":"kitchen"}""");

        var error = Assert.Single(await socket.ReceiveAllAsync());

        Assert.Equal("PERMISSION_DENIED", (string?)error["status"]);
        Assert.Contains("device_id", (string?)error["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "401")]
    [InlineData("sign", "403")]
    public async Task Socket_WithoutTheScope_IsRefused(string scope, string status)
    {
        var token = scope.Length > 0 ? await TokenAsync("camera", scope) : null;

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(token));

        Assert.Contains(status, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wyoming_WithoutATokenOfItsOwn_ListensInItsOwnName()
    {
        using var client = await WyomingClient.OpenAsync(_wyomingPort);

        await client.SendAsync("""{"type":"audio-start","data":{"rate":16000,"width":2,"channels":1}}""");
        await client.SendAsync("""{"type":"audio-stop"}""");
        var end = await client.ReceiveAsync();

        Assert.Equal("not-detected", (string?)end!["type"]);
    }

    private Task<ServiceProcess> VisionInferenceAsync() => ServiceProcess.StartAsync("VisionInference", _visionPort,
        ("Access__Mode", "Jwt"), ("Access__Authority", _authority), ("Access__MeshKey", MeshKey));

    private async Task<string> TokenAsync(string device, params string[] scopes)
    {
        var secret = await _gateway.AddDeviceAsync(_operator, device, scopes);
        var (_, given) = await _gateway.DeviceTokenAsync(device, secret);
        return IdentityGateway.AccessTokenOf(given);
    }

    private Task<SocketClient> OpenAsync(string? token, string path = Path) =>
        SocketClient.OpenAsync(_gateway.Host, path, options =>
        {
            options.AddSubProtocol("kws.v1");
            if (token is not null)
                options.AddSubProtocol($"bearer.{token}");
        });
}
