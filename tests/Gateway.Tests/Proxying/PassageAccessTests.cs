using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Audio.V1;
using Kws.Features.V1;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Identity;

namespace Kws.Gateway.Tests.Proxying;

/// <summary>Whom the gateway lets through, and for whom the services behind it take the caller.</summary>
public sealed class PassageAccessTests : IAsyncLifetime
{
    private const string MeshKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private TestIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TestIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Call_NoToken_IsUnauthenticatedAtTheGateway()
    {
        await using var mesh = await MeshAsync(MeshKey);

        var refused = await RefusedAsync(mesh.Client, []);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(0, mesh.Spotter.Calls);
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task Call_NoTokenOverGrpcWeb_IsUnauthenticated(GrpcWebMode mode)
    {
        await using var mesh = await MeshAsync(MeshKey);
        using var web = GrpcChannel.ForAddress(mesh.Gateway.Http.BaseAddress!, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });

        var refused = await RefusedAsync(new KeywordSpotter.KeywordSpotterClient(web), []);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Call_AnotherScope_IsPermissionDeniedAtTheGateway()
    {
        await using var mesh = await MeshAsync(MeshKey);

        var refused = await RefusedAsync(mesh.Client, Bearer(_issuer.Token("sign")));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("needed: listen", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, mesh.Spotter.Calls);
    }

    [Theory]
    [InlineData(MeshKey)]
    [InlineData("")]
    public async Task Call_WithTheScope_ReachesTheServiceAsTheCaller(string meshKey)
    {
        await using var mesh = await MeshAsync(meshKey);
        var headers = Bearer(_issuer.Token("listen", "kitchen-1", "kitchen"));
        headers.Add("kws-caller-address", "10.9.9.9");

        await mesh.Client.DescribeModelAsync(new DescribeModelRequest(), headers).ResponseAsync.WithTimeout();

        Assert.Equal("kitchen-1 kitchen", mesh.Spotter.LastCaller);
        Assert.Equal("device kitchen", mesh.Spotter.LastOrigin);
        // What the caller says about itself is replaced.
        Assert.Equal("127.0.0.1", mesh.Spotter.LastAddress);
    }

    [Fact]
    public async Task Call_InOpenMode_CountsForTheCallersAddress()
    {
        await using var spotter = await SpotterBehind.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", spotter.Address));

        await new KeywordSpotter.KeywordSpotterClient(gateway.Channel)
            .DescribeModelAsync(new DescribeModelRequest(), new Metadata { { "kws-caller-address", "10.9.9.9" } })
            .ResponseAsync.WithTimeout();

        Assert.Equal("127.0.0.1", spotter.LastOrigin);
    }

    [Fact]
    public async Task Call_OfAServicesMethod_IsNotForPeople()
    {
        await using var mesh = await MeshAsync(MeshKey);

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            new FeatureExtraction.FeatureExtractionClient(mesh.Gateway.Channel).DescribeSpecsAsync(
                new DescribeSpecsRequest(), Bearer(_issuer.Token("listen mesh"))).ResponseAsync.WithTimeout());

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task Stream_CallerIsRevoked_EndsUnauthenticated()
    {
        await using var mesh = await MeshAsync(MeshKey);
        using var call = mesh.Client.Spot(Bearer(_issuer.Token("listen", "mallory")));
        await call.RequestStream.WriteAsync(new SpotRequest { Config = new SpotConfig { DeviceId = "mallory" } })
            .WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        _issuer.Revoke("mallory", DateTimeOffset.UtcNow.AddSeconds(5));

        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(TimeSpan.FromSeconds(10)));
        Assert.Equal((StatusCode.Unauthenticated, "access was revoked"), (ended.StatusCode, ended.Status.Detail));
    }

    [Fact]
    public async Task Stream_AnothersDevice_IsPermissionDeniedByTheService()
    {
        await using var mesh = await MeshAsync(MeshKey);
        using var call = mesh.Client.Spot(Bearer(_issuer.Token("listen", "ada")));
        await call.RequestStream.WriteAsync(new SpotRequest { Config = new SpotConfig { DeviceId = "porch" } })
            .WithTimeout();

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("config.device_id: 'porch'", refused.Status.Detail, StringComparison.Ordinal);
    }

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    private static Task<RpcException> RefusedAsync(KeywordSpotter.KeywordSpotterClient client, Metadata headers) =>
        Assert.ThrowsAsync<RpcException>(() =>
            client.DescribeModelAsync(new DescribeModelRequest(), headers).ResponseAsync.WithTimeout());

    private async Task<Guarded> MeshAsync(string meshKey)
    {
        (string Key, string Value)[] settings = [.. _issuer.Settings, ("Access:MeshKey", meshKey)];
        var spotter = await SpotterBehind.StartAsync(settings);
        var gateway = await GatewayHost.StartAsync(
            [
                MeshBehind.Setting("audioinference", spotter.Address),
                .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            ]);
        return new Guarded(spotter, gateway);
    }

    private sealed record Guarded(SpotterBehind Spotter, GatewayHost Gateway) : IAsyncDisposable
    {
        public KeywordSpotter.KeywordSpotterClient Client => new(Gateway.Channel);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Spotter.DisposeAsync();
        }
    }
}
