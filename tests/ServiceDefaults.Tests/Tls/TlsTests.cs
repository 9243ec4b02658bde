using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Tests.Access;
using Kws.ServiceDefaults.Tests.Generated;
using Kws.TestSupport.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Tests.Tls;

/// <summary>Certificates of servers and of devices.</summary>
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly string _certificate;
    private readonly string _key;
    private readonly string _devices;
    private string _serial = "";
    private int _port;
    private WebApplication _app = null!;

    public TlsTests() => (_certificate, _key, _devices) =
        (_folder["server.pem"], _folder["server.key"], _folder["devices.pem"]);

    public async Task InitializeAsync()
    {
        _serial = _authority.WriteServer(_certificate, _key);
        File.WriteAllText(_devices, _authority.Certificate.ExportCertificatePem());
        _port = FreePort.Next();
        var builder = WebApplication.CreateBuilder(
            ["--hostBuilder:reloadConfigOnChange=false", $"--urls=https://127.0.0.1:{_port}"]);
        builder.Configuration["Tls:Certificate"] = _certificate;
        builder.Configuration["Tls:Key"] = _key;
        builder.Configuration["Tls:DeviceAuthority"] = _devices;
        builder.Configuration["Tls:DeviceScopes"] = "listen";
        builder.Configuration["Access:Mode"] = "Jwt";
        builder.Configuration["Access:MeshKey"] = GuardedMesh.MeshKey;
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(new ProbeState());
        _app = builder.Build();
        _app.MapServiceDefaults();
        _app.MapGrpcService<ProbeService>();
        _app.MapGet("/who", (HttpContext context) => context.User.DeviceId).RequireScope(Scopes.Listen);
        await _app.StartAsync().WithTimeout();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Certificate_RenewedOnDisk_IsShownToNewConnectionsWhileAnOldStreamGoesOn()
    {
        using var device = _authority.Client("kitchen");
        string? shown = null;
        using var channel = Channel(device, serial => shown = serial);
        using var talk = new Probe.ProbeClient(channel).Talk();
        await talk.RequestStream.WriteAsync(new Order()).WithTimeout();
        Assert.True(await talk.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(_serial, shown);

        var renewed = _authority.WriteServer(_certificate, _key);

        await Eventually.BeAsync(async () => await ShownAsync() == renewed);
        await talk.RequestStream.WriteAsync(new Order()).WithTimeout();
        Assert.False(talk.ResponseStream.MoveNext(CancellationToken.None).IsCompleted);
        Assert.Equal("only", (await new Probe.ProbeClient(channel).DoAsync(new Order()).ResponseAsync.WithTimeout())
            .Server);
        Assert.Equal(_serial, shown);
    }

    [Fact]
    public async Task Certificate_HalfWritten_TheOldOneStays()
    {
        File.WriteAllText(_certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        Assert.Equal(_serial, await ShownAsync());
    }

    [Fact]
    public async Task Device_ShowsItsCertificate_IsThatDevice()
    {
        using var device = _authority.Client("kitchen");
        using var http = Http(device);

        Assert.Equal("kitchen", await http.GetStringAsync($"https://127.0.0.1:{_port}/who").WithTimeout());
    }

    [Fact]
    public async Task Device_AsksForMoreThanDevicesMay_IsPermissionDenied()
    {
        using var device = _authority.Client("kitchen");
        using var channel = Channel(device, _ => { });
        using var follow = new Probe.ProbeClient(channel).Follow(new Order());

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => follow.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task Device_CommonNameIsNoDeviceId_IsUnauthenticated()
    {
        using var device = _authority.Client("the kitchen");
        using var channel = Channel(device, _ => { });

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => new Probe.ProbeClient(channel).DoAsync(new Order()).ResponseAsync.WithTimeout());

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Contains("'the kitchen'", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_SignedByAnother_GetsNoConnection()
    {
        using var other = new TestAuthority();
        using var device = other.Client("kitchen");
        using var http = Http(device);

        await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetStringAsync($"https://127.0.0.1:{_port}/who").WithTimeout());
    }

    private async Task<string?> ShownAsync()
    {
        string? shown = null;
        using var device = _authority.Client("kitchen");
        using var http = new HttpClient(Handler(device, serial => shown = serial))
        {
            DefaultRequestVersion = new Version(2, 0),
        };
        await http.GetStringAsync($"https://127.0.0.1:{_port}/who").WithTimeout();
        return shown;
    }

    private GrpcChannel Channel(X509Certificate2 device, Action<string> onServer) => GrpcChannel.ForAddress(
        $"https://127.0.0.1:{_port}",
        new GrpcChannelOptions { HttpHandler = Handler(device, onServer), DisposeHttpClient = true });

    private static HttpClient Http(X509Certificate2 device) => new(Handler(device, _ => { }))
    {
        DefaultRequestVersion = new Version(2, 0),
    };

    private static SocketsHttpHandler Handler(X509Certificate2 device, Action<string> onServer) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [device],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => device,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                onServer(certificate!.GetSerialNumberString());
                return true;
            },
        },
    };
}
