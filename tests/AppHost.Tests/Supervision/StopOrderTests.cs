using Aspire.Hosting;
using Kws.AppHost.Supervision;

namespace Kws.AppHost.Tests.Supervision;

public sealed class StopOrderTests
{
    [Fact]
    public void TiersOf_AChain_EndsThoseThatDependOnOthersFirst()
    {
        var builder = NewBuilder();
        var server = builder.AddExecutable("server", "sh", "/");
        var service = builder.AddExecutable("service", "sh", "/").WithReferenceRelationship(server);
        var device = builder.AddExecutable("device", "sh", "/").WaitFor(service);
        string[][] tiers = [.. StopOrder.TiersOf([server.Resource, device.Resource, service.Resource])
            .Select(tier => tier.Select(resource => resource.Name).ToArray())];
        Assert.Equal([["device"], ["service"], ["server"]], tiers);
    }

    [Fact]
    public void TiersOf_ACircle_EndsAllAtOnce()
    {
        var builder = NewBuilder();
        var one = builder.AddExecutable("one", "sh", "/");
        var two = builder.AddExecutable("two", "sh", "/").WithReferenceRelationship(one);
        one.WithReferenceRelationship(two);
        Assert.Equal(2, Assert.Single(StopOrder.TiersOf([one.Resource, two.Resource])).Count);
    }

    private static IDistributedApplicationBuilder NewBuilder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
            DisableDashboard = true,
        });
}
