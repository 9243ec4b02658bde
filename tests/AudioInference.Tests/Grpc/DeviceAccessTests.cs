using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Identity;
using Kws.TestSupport.Models;

namespace Kws.AudioInference.Tests.Grpc;

/// <summary>In whose name devices and people may listen.</summary>
public sealed class DeviceAccessTests : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private TestIssuer _issuer = null!;
    private SpotterHost _host = null!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_models.Path);
        _issuer = await TestIssuer.StartAsync();
        var settings = _issuer.Settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
        settings["Models:Root"] = _models.Path;
        settings["Models:Keyword"] = "tiny";
        _host = await SpotterHost.StartAsync(settings);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
        _models.Dispose();
    }

    [Theory]
    [InlineData("kitchen", "kitchen", "listen", "kitchen")]
    [InlineData("ada", null, "listen", "ada:phone")]
    [InlineData("ada", null, "listen operate", "porch")]
    public async Task Spot_InItsOwnName_Begins(string subject, string? device, string scopes, string deviceId)
    {
        using var call = await OpenAsync(_issuer.Token(scopes, subject, device), deviceId);

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.NotNull(call.ResponseStream.Current.Started);
    }

    [Theory]
    [InlineData("kitchen", "kitchen", "listen operate", "porch")]
    [InlineData("ada", null, "listen", "porch")]
    public async Task Spot_InAnothersName_IsPermissionDenied(
        string subject, string? device, string scopes, string deviceId)
    {
        using var call = await OpenAsync(_issuer.Token(scopes, subject, device), deviceId);

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains($"config.device_id: '{deviceId}'", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _host.OpenSessions);
    }

    [Fact]
    public async Task Spot_DeviceIsRevoked_EndsUnauthenticatedWithinTenSeconds()
    {
        using var call = await OpenAsync(_issuer.Token("listen", "kitchen", "kitchen"), "kitchen");
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        _issuer.Revoke("kitchen", DateTimeOffset.UtcNow.AddSeconds(5));

        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(TimeSpan.FromSeconds(10)));
        Assert.Equal((StatusCode.Unauthenticated, "access was revoked"), (ended.StatusCode, ended.Status.Detail));
        await Eventually.BeAsync(() => _host.OpenSessions == 0);
    }

    private async Task<AsyncDuplexStreamingCall<SpotRequest, SpotResponse>> OpenAsync(string token, string deviceId)
    {
        var call = _host.Client.Spot(new Metadata { { "authorization", $"Bearer {token}" } });
        var config = Device.Config();
        config.DeviceId = deviceId;
        await call.RequestStream.WriteAsync(new SpotRequest { Config = config }).WithTimeout();
        return call;
    }
}
