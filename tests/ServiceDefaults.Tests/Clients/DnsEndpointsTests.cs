using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Clients.Discovery;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Clients;

public class DnsEndpointsTests
{
    private readonly FakeTimeProvider _timeProvider = new();
    private Func<IPAddress[]> _answer = () => [];

    [Fact]
    public async Task Populate_NameOfTwoServers_GivesEachAddressOnce()
    {
        _answer = () => [.. Addresses("10.0.0.2", "10.0.0.1", "10.0.0.2")];
        await using var endpoints = Endpoints();

        Assert.Equal(["10.0.0.1:5301", "10.0.0.2:5301"], (await AskAsync(endpoints)).Texts);
    }

    [Fact]
    public async Task Populate_ServersOfBothFamilies_AreCountedOnce()
    {
        _answer = () => [.. Addresses("fd00::1", "10.0.0.1")];
        await using var endpoints = Endpoints();

        Assert.Equal(["10.0.0.1:5301"], (await AskAsync(endpoints)).Texts);
    }

    [Fact]
    public async Task LookUp_AServerIsAdded_WhoAskedIsToldAndGetsIt()
    {
        _answer = () => [.. Addresses("10.0.0.1")];
        await using var endpoints = Endpoints();
        var before = await AskAsync(endpoints);
        _timeProvider.Advance(TimeSpan.FromSeconds(6));
        Assert.False(before.Change.HasChanged);

        _answer = () => [.. Addresses("10.0.0.1", "10.0.0.2")];
        await Eventually.BeAsync(() =>
        {
            _timeProvider.Advance(TimeSpan.FromSeconds(6));
            return before.Change.HasChanged;
        });

        Assert.Equal(["10.0.0.1:5301", "10.0.0.2:5301"], (await AskAsync(endpoints)).Texts);
    }

    [Fact]
    public async Task LookUp_NameServerIsAway_KeepsTheServersFoundBefore()
    {
        var asked = 0;
        _answer = () => [.. Addresses("10.0.0.1")];
        await using var endpoints = Endpoints();
        var before = await AskAsync(endpoints);

        _answer = () =>
        {
            asked++;
            throw new SocketException((int)SocketError.TryAgain);
        };
        await Eventually.BeAsync(() =>
        {
            _timeProvider.Advance(TimeSpan.FromSeconds(6));
            return asked > 1;
        });

        Assert.False(before.Change.HasChanged);
        Assert.Equal(["10.0.0.1:5301"], (await AskAsync(endpoints)).Texts);
    }

    [Fact]
    public async Task Call_OfARealName_IsAnswered()
    {
        await using var host = await ProbeHost.StartAsync(new ProbeState { Name = "named" });
        using var caller = Caller($"dns:///localhost:{host.Address.Port}");

        var answer = await caller.Services.GetRequiredService<Probe.ProbeClient>().DoAsync(new Order())
            .ResponseAsync.WithTimeout();

        Assert.Equal("named", answer.Server);
    }

    [Fact]
    public async Task Call_OfANameThatNobodyHas_IsUnavailable()
    {
        using var caller = Caller("dns:///nobody.invalid:5301");

        var failure = await Assert.ThrowsAsync<RpcException>(() => caller.Services
            .GetRequiredService<Probe.ProbeClient>().DoAsync(new Order()).ResponseAsync).WithTimeout();

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Theory]
    [InlineData("dns:///")]
    [InlineData("dns:///a b:1")]
    [InlineData("dns:///host:99999")]
    [InlineData("dns:///host:1/path")]
    public void Name_ThatIsNone_IsRefusedWithItsKey(string text)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("services:probe:http:0", (string?)text)]).Build();
        var factory = new DnsEndpointsFactory(configuration, _timeProvider, NullLogger<DnsEndpoints>.Instance);
        Assert.True(ServiceEndpointQuery.TryParse("http://probe", out var query));

        var failure = Assert.Throws<InvalidOperationException>(() => factory.TryCreateProvider(query, out _));

        Assert.Equal($"services:probe:http is '{text}'; allowed: dns:///NAME:PORT", failure.Message);
    }

    private static IPAddress[] Addresses(params string[] texts) => [.. texts.Select(IPAddress.Parse)];

    private static async Task<(string[] Texts, IChangeToken Change)> AskAsync(DnsEndpoints endpoints)
    {
        var asked = new Asked();
        await endpoints.PopulateAsync(asked, CancellationToken.None).AsTask().WithTimeout();
        return ([.. asked.Endpoints.Select(endpoint => endpoint.EndPoint.ToString()!)], asked.Change!);
    }

    private static IHost Caller(string address)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["services:probe:http:0"] = address;
        builder.AddServiceDefaults();
        builder.Services.AddMeshClient<Probe.ProbeClient>("http://probe");
        return builder.Build();
    }

    private DnsEndpoints Endpoints() => new(
        new DnsEndPoint("probe", 5301), async (_, _) =>
        {
            await Task.Yield();
            return _answer();
        }, _timeProvider, NullLogger.Instance);

    private sealed class Asked : IServiceEndpointBuilder
    {
        public IList<ServiceEndpoint> Endpoints { get; } = [];

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public IChangeToken? Change { get; private set; }

        public void AddChangeToken(IChangeToken changeToken) => Change = changeToken;
    }
}
