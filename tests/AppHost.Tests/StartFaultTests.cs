using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kws.AppHost.Tests;

/// <summary>What keeps an AppHost from starting is told in words.</summary>
public sealed class StartFaultTests
{
    [Fact]
    public async Task Start_WishedPortTaken_NamesItAndExitsWithOne()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var state = new TemporaryFolder();
        (var exitCode, _, var error) = await AppHostProgram.RunAsync($"--Ports:audioinference={port}",
            "--Servers=process", $"--State:Folder={state.Path}");
        Assert.Equal(1, exitCode);
        Assert.Contains($"port {port} of audioinference is taken", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Servers=cloud", "'cloud'")]
    [InlineData("--Tls=Production", "'Production'")]
    [InlineData("--FeatureExtraction:Replicas=0", "0 instances")]
    [InlineData("--Ports:tts=99999", "Ports:tts: '99999'")]
    [InlineData("--Ports:audioinference=http", "Ports:audioinference: 'http'")]
    [InlineData("--Aws:Stack=kws-mesh", "Aws:Region is not set")]
    public async Task Start_SettingOutsideItsRange_NamesItAndExitsWithOne(string setting, string words)
    {
        using var state = new TemporaryFolder();
        (var exitCode, _, var error) =
            await AppHostProgram.RunAsync("--Servers=process", $"--State:Folder={state.Path}", setting);
        Assert.Equal(1, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("allowed:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
