using Aspire.Hosting.Testing;
using Grpc.Net.Client;

namespace Kws.AppHost.Tests.Samples;

/// <summary>Of docs/apphost.md; compiled, and run by none: <see cref="TestingApiTests"/> starts a part of it.</summary>
internal static class TestingSample
{
    public static async Task StartAsync()
    {
        var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--DemoDevice:Enabled=false"]);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("audioinference");
        using var channel = GrpcChannel.ForAddress(app.GetEndpoint("audioinference", "http"));
    }
}
