using Kws.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>A service that is to follow a registry which is not there.</summary>
public class RegistryAwayTests
{
    [Fact]
    public async Task Start_RegistryAway_ServesTheShippedModel()
    {
        using var folder = new TemporaryFolder();
        await using var host = await VisionHost.StartAsync(settings:
        [
            ("Models:Registry:Address", $"http://127.0.0.1:{FreePort.Next()}"),
            ("Models:Registry:Cache", folder["cache"]),
            ("Storage:Directory", folder["store"]),
        ]);

        Assert.Equal("1.0.0", host.Services.GetRequiredService<ModelHost<SignModel>>().Current.Manifest.Version);
        Assert.Single(host.Logs.Lines, line => line.Event.Id == 1110);
        host.Logs.AssertNoErrors();
    }
}
