using Kws.Cli.Servers;

namespace Kws.Cli.Tests.Servers;

public class ServerChannelTests
{
    [Fact]
    public void Options_OfADevicesChannel_TryAgainSoonHoweverOftenItFailed()
    {
        var options = ServerChannel.Options(new Uri("http://localhost:5301"));
        // gRPC's own 2 min would find a service that is back 2 min later.
        Assert.InRange(options.MaxReconnectBackoff!.Value, options.InitialReconnectBackoff, TimeSpan.FromSeconds(1));
    }
}
