using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kws.ServiceDefaults.Tests.Clients;

public class MeshClientTests
{
    [Fact]
    public async Task Calls_TwoAddresses_TakeTurns()
    {
        await using ProbeHost first = await ProbeHost.StartAsync(new ProbeState { Name = "first" });
        await using ProbeHost second = await ProbeHost.StartAsync(new ProbeState { Name = "second" });
        using IHost caller = Caller(first.Address, second.Address);
        string[] servers = await AskAsync(caller, 6);
        Assert.Equal(3, servers.Count(server => server == "first"));
        Assert.Equal(3, servers.Count(server => server == "second"));
    }

    [Fact]
    public async Task Calls_OneAddressIsDead_AreAnsweredByTheOther()
    {
        await using ProbeHost first = await ProbeHost.StartAsync(new ProbeState { Name = "first" });
        await using ProbeHost second = await ProbeHost.StartAsync(new ProbeState { Name = "second" });
        using IHost caller = Caller(first.Address, second.Address);
        await first.StopAsync().WithTimeout();
        Assert.All(await AskAsync(caller, 4), server => Assert.Equal("second", server));
    }

    private static async Task<string[]> AskAsync(IHost caller, int calls)
    {
        var servers = new List<string>();
        var client = caller.Services.GetRequiredService<Probe.ProbeClient>();
        for (int i = 0; i < calls; i++)
            servers.Add((await client.DoAsync(new Order()).ResponseAsync.WithTimeout()).Server);
        return [.. servers];
    }

    private static IHost Caller(params Uri[] addresses)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            addresses.Select((address, index) => KeyValuePair.Create($"services:probe:http:{index}", (string?)address.ToString())));
        builder.AddServiceDefaults();
        builder.Services.AddMeshClient<Probe.ProbeClient>("http://probe");
        return builder.Build();
    }
}
