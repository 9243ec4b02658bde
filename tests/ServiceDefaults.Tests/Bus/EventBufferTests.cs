using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Bus;

/// <summary>A service whose broker is not there.</summary>
public sealed class EventBufferTests
{
    private const string Nobody = "amqp://guest:guest@127.0.0.1:1";

    [Fact]
    public async Task Publish_BufferFull_DropsCountsAndLogs()
    {
        using var drops = new CounterReader("kws.bus.dropped");
        await using var host = await BusHost.StartAsync(Nobody, "svc", null, null, ("BufferCapacity", "50"),
            ("DrainTimeout", "00:00:00.2"));

        for (var i = 0; i < 500; i++)
            host.Events.Publish(BusHost.Heard($"{i}"));

        // The pump holds one batch of 16 in its hands while 50 wait.
        Assert.InRange(drops.Total("buffer full"), 500 - 50 - 16, 500 - 50);
        Assert.Single(host.Logs.Lines, l => l.Event.Name == "EventsDropped");
        await host.StopAsync().WithTimeout();
        Assert.Equal(500, drops.Total("buffer full") + drops.Total("stopped before the bus took them"));
    }

    [Fact]
    public async Task Start_BrokerAway_ServiceStartsAndIsDegraded()
    {
        await using var host = await BusHost.StartAsync(Nobody, "svc", null, null, ("DrainTimeout", "00:00:00.2"));

        Assert.Equal(HealthStatus.Degraded, (await host.HealthAsync()).Status);
    }

    [Fact]
    public async Task Publish_NoConnectionString_IsSilent()
    {
        await using var host = await BusHost.StartAsync(null, "svc");

        host.Events.Publish(BusHost.Heard("a"));

        Assert.Single(host.Logs.Lines, l => l.Event.Name == "NoBus");
        host.Logs.AssertNoErrors();
    }

    [Theory]
    [InlineData("localhost:5672")]
    [InlineData("http://localhost")]
    public async Task Start_ConnectionStringIsNoBroker_IsRefusedWithoutShowingIt(string connection)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => BusHost.StartAsync(connection, "svc"))
            .WithTimeout();

        Assert.Contains("amqp://user:password@host:port", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(connection, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadOptions_NamesAll()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => BusHost.StartAsync(
            Nobody, "svc", null, null, ("BufferCapacity", "0"), ("ConfirmTimeout", "00:00:00"))).WithTimeout();

        Assert.Contains("BufferCapacity", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConfirmTimeout", error.Message, StringComparison.Ordinal);
    }

    private sealed class CounterReader : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _totals = [];

        public CounterReader(string name)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Key != "reason")
                        continue;
                    lock (_totals)
                        _totals[(string)tag.Value!] = _totals.GetValueOrDefault((string)tag.Value!) + value;
                }
            });
            _listener.Start();
        }

        public long Total(string reason)
        {
            lock (_totals)
                return _totals.GetValueOrDefault(reason);
        }

        public void Dispose() => _listener.Dispose();
    }
}
