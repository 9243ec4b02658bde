using Grpc.Core;
using Grpc.Net.Client;

namespace AppHost.Tests;

/// <summary>The AppHost's own program, ended while a device streams. SIGTERM: see DashboardFixture; kill -9: DashboardTests.</summary>
public sealed class EndingTests
{
    [SkippableFact]
    public async Task CtrlC_WhileADeviceStreams_DrainsItsStreamAndLeavesNoProcess()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        using var state = new TemporaryFolder();
        await using var appHost = new AppHostProcess(state.Path, "--DemoDevice:Enabled=false");
        await appHost.ServingAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(appHost.AudioInference);
        using var device = new SpotStream(channel);
        await device.OpenAsync();
        await device.SendAsync(seconds: 2);
        Assert.NotNull(await device.NextAcknowledgedAsync());

        appHost.Signal(AppHostProcess.SigInt);

        RpcException ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await device.NextAcknowledgedAsync() is not null)
            {
            }
        });
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        // Broken off, it would not know where to go on.
        Assert.Contains(ended.Trailers, entry => entry.Key == "kws-resume-sample");
        await appHost.EndedAsync();
        await appHost.NothingLeftAsync();
    }
}
