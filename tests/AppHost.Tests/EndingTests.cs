using Grpc.Core;
using Grpc.Net.Client;

namespace AppHost.Tests;

/// <summary>The AppHost's own program, ended in several ways while a device streams.</summary>
public sealed class EndingTests
{
    [SkippableTheory]
    [InlineData(AppHostProcess.SigInt)]
    [InlineData(AppHostProcess.SigTerm)]
    public async Task Signal_WhileADeviceStreams_DrainsItsStreamAndLeavesNoProcess(int signal)
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

        appHost.Signal(signal);

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

    [SkippableFact]
    public async Task SecondAppHost_OfTheSameFolderKilled_LeavesNoProcessAndTheFirstInPeace()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        using var state = new TemporaryFolder();
        await using var first = new AppHostProcess(state.Path, "--DemoDevice:Enabled=false");
        await first.ServingAsync();
        await using var second = new AppHostProcess(state.Path);
        await second.ServingAsync();
        int before = first.Processes().Count;
        using (var device = new DemoWords(first.AudioInference))
        {
            second.Signal(AppHostProcess.SigKill);
            await second.NothingLeftAsync();
            await device.MustAllBeHeardAsync();
        }

        Assert.Equal(before, first.Processes().Count);
    }
}
