using Aspire.Hosting;
using Aspire.Hosting.Testing;
using AppHost.Supervision;

namespace AppHost.Tests.Supervision;

public sealed class StopOrderTests
{
    [Fact]
    public async Task TiersOf_AChain_EndsThoseThatDependOnOthersFirst()
    {
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddExecutable("server", "sh", "/");
        var service = builder.AddExecutable("service", "sh", "/").WithReferenceRelationship(server);
        var device = builder.AddExecutable("device", "sh", "/").WaitFor(service);
        string[][] tiers = [.. StopOrder.TiersOf([server.Resource, device.Resource, service.Resource]).Select(tier => tier.Select(resource => resource.Name).ToArray())];
        Assert.Equal([["device"], ["service"], ["server"]], tiers);
    }

    [Fact]
    public async Task TiersOf_ACircle_EndsAllAtOnce()
    {
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create();
        var one = builder.AddExecutable("one", "sh", "/");
        var two = builder.AddExecutable("two", "sh", "/").WithReferenceRelationship(one);
        one.WithReferenceRelationship(two);
        Assert.Equal(2, Assert.Single(StopOrder.TiersOf([one.Resource, two.Resource])).Count);
    }
}
