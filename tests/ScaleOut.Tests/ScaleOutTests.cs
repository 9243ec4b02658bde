using System.Diagnostics;
using Kws.TestSupport.Models;
using Xunit.Abstractions;

namespace Kws.ScaleOut.Tests;

/// <summary>Several hosts on a network of their own: devices talk on while hosts fail, leave and join.</summary>
public sealed class ScaleOutTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Devices = 200;
    private const int AudioPort = 5301;
    private const int FeaturesPort = 5302;

    private static readonly TimeSpan s_oldest = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly string s_key = Convert.ToBase64String(new byte[32]);

    private readonly NameTable _names = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<ServiceProcess> _processes = [];
    private readonly Stopwatch _watch = new();
    private TestNetwork? _network;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
        _names.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Devices_HostsAreCutOffLeaveAndJoin_EveryWordIsHeardOnceAndTheirLoadSpreads()
    {
        _network = await TestNetwork.CreateAsync();
        var features = await _network.AddAsync("f");
        (var first, var second, var third) =
            (await _network.AddAsync("a"), await _network.AddAsync("b"), await _network.AddAsync("c"));
        _names.Set("featureextraction", features);
        await StartAsync("FeatureExtraction", features, FeaturesPort,
            ("Access__Mode", "Jwt"), ("Access__MeshKey", s_key));
        var leaver = await StartAudioAsync(first, "1.0.1");
        await StartAudioAsync(second, "1.0.2");
        await StartAudioAsync(third, "1.0.3");
        _names.Set("audioinference", first, second);
        var gateway = await StartGatewayAsync();

        await using var fleet = new Fleet(gateway, Devices);
        _watch.Start();
        await SpreadAsync(fleet, "at the begin", "1.0.1", "1.0.2");

        await TestNetwork.SetCableAsync(second, isPluggedIn: false);
        await SpreadAsync(fleet, "one host cut off", "1.0.1");
        await TestNetwork.SetCableAsync(second, isPluggedIn: true);
        await SpreadAsync(fleet, "it is back", "1.0.1", "1.0.2");

        Assert.Equal(0, await leaver.TerminateAsync());
        await SpreadAsync(fleet, "the other drained", "1.0.2");
        _names.Set("audioinference", second, third);
        await SpreadAsync(fleet, "a third added", "1.0.2", "1.0.3");

        var results = await fleet.FinishAsync().WithTimeout(TimeSpan.FromMinutes(2));
        output.WriteLine($"{fleet.Words} words of {Devices} devices; {results.Sum(result => result.Reconnects)} " +
            "times one connected again");
        Assert.Empty(fleet.Faults());
        Assert.All(results, result => Assert.Equal(0, result.LostSamples));
    }

    /// <summary>Waits until all devices are connected, and each of these hosts has at least half of its
    /// share.</summary>
    private async Task SpreadAsync(Fleet fleet, string when, params string[] versions)
    {
        var begin = Stopwatch.GetTimestamp();
        string Seen() => string.Join(", ", fleet.Served.OrderBy(host => host.Key)
            .Select(host => $"{host.Key}: {host.Value}"));
        while (fleet.Connected < Devices || fleet.Served.Keys.Except(versions).Any()
            || versions.Any(version => fleet.Served.GetValueOrDefault(version) < Devices / versions.Length / 2))
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < s_patience, $"{when}: {Seen()}\n{fleet.Reasons}");
            await Task.Delay(100);
        }
        output.WriteLine($"{_watch.Elapsed.TotalSeconds:0.0} s, {when}: {Seen()}");
    }

    private Task<ServiceProcess> StartAudioAsync(NetworkHost host, string version)
    {
        var models = _folder[version];
        TinyKeywordModel.WritePackage(models, version: version);
        return StartAsync("AudioInference", host, AudioPort,
            ("Models__Root", models), ("Models__Keyword", "tiny"), ("Features__Source", "Remote"),
            ("services__featureextraction__http__0", $"dns:///featureextraction:{FeaturesPort}"),
            ("Access__Mode", "Jwt"), ("Access__MeshKey", s_key), ("Calls__PeerShare", "100"),
            ("Grpc__MaxConnectionAge", $"{s_oldest:c}"),
            // All hosts have the processors of one machine: what a host alone can bear is no matter here.
            ("Streams__MaxDelay", "00:00:10"));
    }

    private async Task<string> StartGatewayAsync()
    {
        var port = FreePort.Next();
        await StartAsync(_names.Known("127.0.0.1"), "Gateway", FreePort.Next(),
            ("GRPC_PORT", $"{port}"), ("Access__MeshKey", s_key), ("Identity__Enabled", "false"),
            ("Database__File", _folder["gateway.db"]), ("Storage__Directory", _folder["objects"]),
            ("Calls__PeerShare", "100"),
            ("services__audioinference__http__0", $"dns:///audioinference:{AudioPort}"));
        return $"http://127.0.0.1:{port}";
    }

    private Task<ServiceProcess> StartAsync(
        string name, NetworkHost host, int port, params (string Key, string Value)[] settings) =>
        StartAsync(_names.Known(host.Address, host), name, port, settings);

    private async Task<ServiceProcess> StartAsync(
        ServiceHost host, string name, int port, params (string Key, string Value)[] settings)
    {
        var process = await ServiceProcess.StartAsync(host, name, port, settings);
        _processes.Add(process);
        return process;
    }
}
