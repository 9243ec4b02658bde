using System.Net;
using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Calls;

public sealed class SessionGateTests : IDisposable
{
    private readonly RecordingLoggerProvider _logs = new();
    private readonly ServiceProvider _services;

    public SessionGateTests() => _services = new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System)
        .AddLogging(logging => logging.AddProvider(_logs)).AddSingleton<CallRefusals>().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Enter_OnePeer_LeavesTheShareOfOthers()
    {
        var gate = Gate(10, new CallLimitsOptions { PeerShare = 50 });
        for (var i = 0; i < 5; i++)
            gate.Enter("10.0.0.1", $"device-{i}");

        var refused = Assert.Throws<LimitExceededException>(() => gate.Enter("10.0.0.1", "device-5"));

        Assert.Equal("open sessions of peer 10.0.0.1: 5 and one more exceeds the limit of 5", refused.Message);
        gate.Enter("10.0.0.2", "device-5");
        Assert.Equal(6, gate.Count);
    }

    [Fact]
    public void Enter_OneDevice_IsRefusedBeyondItsOwn_AndNotForAnotherPeersDeviceOfThatName()
    {
        var gate = Gate(100, new CallLimitsOptions { SessionsPerDevice = 2 });
        using var first = gate.Enter("10.0.0.1", "door");
        var second = gate.Enter("10.0.0.1", "door");

        var refused = Assert.Throws<LimitExceededException>(() => gate.Enter("10.0.0.1", "door"));

        Assert.Contains("device_id 'door'", refused.Message, StringComparison.Ordinal);
        gate.Enter("10.0.0.2", "door");
        second.Dispose();
        second.Dispose();
        using var again = gate.Enter("10.0.0.1", "door");
        Assert.Throws<LimitExceededException>(() => gate.Enter("10.0.0.1", "door"));
    }

    [Fact]
    public void Enter_AllPlacesTaken_IsRefusedWithWhenToTryAgain()
    {
        var gate = Gate(2, new CallLimitsOptions { PeerShare = 100 });
        gate.Enter("10.0.0.1", "");
        gate.Enter("10.0.0.1", "");

        var refused = Assert.Throws<LimitExceededException>(() => gate.Enter("10.0.0.2", ""));

        Assert.Equal("5000", refused.Trailers!.GetValue("grpc-retry-pushback-ms"));
        // google.rpc.Status: 1: code, 2: message, 3: Any of google.rpc.RetryInfo, whose 1 is a duration of 5 s.
        var details = Convert.ToHexString(refused.Trailers!.GetValueBytes("grpc-status-details-bin")!);
        Assert.StartsWith($"08{(int)StatusCode.ResourceExhausted:X2}12", details, StringComparison.Ordinal);
        Assert.EndsWith(Convert.ToHexString("google.rpc.RetryInfo"u8) + "12040A020805", details,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Enter_ManyAreRefused_OneLineTellsOfThem()
    {
        var gate = Gate(1, new CallLimitsOptions());
        gate.Enter("10.0.0.1", "");
        for (var i = 0; i < 100; i++)
            Assert.Throws<LimitExceededException>(() => gate.Enter("10.0.0.1", ""));

        Assert.Equal(1040, Assert.Single(_logs.Lines).Event.Id);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Peer_IsAnAddress_OfIpv6ItsNetwork(string address, string peer) =>
        Assert.Equal(peer, Peer.Of(IPAddress.Parse(address)));

    private SessionGate Gate(int limit, CallLimitsOptions options) =>
        new("open sessions", limit, Options.Create(options), _services.GetRequiredService<CallRefusals>());
}
