using Grpc.Core;
using Kws.TestSupport.Identity;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>In whose name cameras may be read.</summary>
public sealed class DeviceAccessTests
{
    [Theory]
    [InlineData("camera-1", true)]
    [InlineData("camera-2", false)]
    public async Task Read_OfADevicesToken_IsThatDevicesAlone(string deviceId, bool isAllowed)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await VisionHost.StartAsync(settings: issuer.Settings);
        var token = issuer.Token("sign", "camera-1", "camera-1");
        using var call = host.Client.Read(new Metadata { { "authorization", $"Bearer {token}" } });

        await call.RequestStream.WriteAsync(new ReadRequest { Config = new ReadConfig { DeviceId = deviceId } })
            .WithTimeout();

        if (isAllowed)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
            return;
        }
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("config.device_id: 'camera-2'", refused.Status.Detail, StringComparison.Ordinal);
    }
}
