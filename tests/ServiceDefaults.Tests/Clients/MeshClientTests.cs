using System.Collections.Concurrent;
using System.Net;
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
        await using var first = await ProbeHost.StartAsync(new ProbeState { Name = "first" });
        await using var second = await ProbeHost.StartAsync(new ProbeState { Name = "second" });
        using var caller = Caller(first.Address, second.Address);
        var servers = await AskAsync(caller, 6);
        Assert.Equal(3, servers.Count(server => server == "first"));
        Assert.Equal(3, servers.Count(server => server == "second"));
    }

    [Fact]
    public async Task Calls_OneAddressIsDead_AreAnsweredByTheOther()
    {
        await using var first = await ProbeHost.StartAsync(new ProbeState { Name = "first" });
        await using var second = await ProbeHost.StartAsync(new ProbeState { Name = "second" });
        using var caller = Caller(first.Address, second.Address);
        await first.StopAsync().WithTimeout();
        Assert.All(await AskAsync(caller, 4), server => Assert.Equal("second", server));
    }

    [Fact]
    public async Task Calls_ProxyConfigured_DoNotAskIt()
    {
        await using var host = await ProbeHost.StartAsync();
        using var caller = Caller(host.Address);
        var before = HttpClient.DefaultProxy;
        var proxy = new AskedProxy();
        HttpClient.DefaultProxy = proxy;
        try
        {
            await AskAsync(caller, 1);
            using var other = new HttpClient { BaseAddress = host.HealthAddress };
            await other.GetStringAsync("/alive").WithTimeout();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
        Assert.DoesNotContain(host.Address.Authority, proxy.Asked);
        Assert.Contains(host.HealthAddress.Authority, proxy.Asked);
    }

    private static async Task<string[]> AskAsync(IHost caller, int calls)
    {
        var servers = new List<string>();
        var client = caller.Services.GetRequiredService<Probe.ProbeClient>();
        for (var i = 0; i < calls; i++)
            servers.Add((await client.DoAsync(new Order()).ResponseAsync.WithTimeout()).Server);
        return [.. servers];
    }

    private static IHost Caller(params Uri[] addresses)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            addresses.Select((address, index) =>
                KeyValuePair.Create($"services:probe:http:{index}", (string?)address.ToString())));
        builder.AddServiceDefaults();
        builder.Services.AddMeshClient<Probe.ProbeClient>("http://probe");
        return builder.Build();
    }

    /// <summary>Notes what it is asked for and lets everything go directly, so that tests beside this one are not
    /// disturbed.</summary>
    private sealed class AskedProxy : IWebProxy
    {
        public ConcurrentBag<string> Asked { get; } = [];

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination)
        {
            Asked.Add(destination.Authority);
            return null;
        }

        public bool IsBypassed(Uri host)
        {
            Asked.Add(host.Authority);
            return true;
        }
    }
}
