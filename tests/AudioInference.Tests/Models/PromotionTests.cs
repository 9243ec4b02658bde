using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.Models;
using Kws.TestSupport.Models;
using Kws.Training.V1;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Kws.AudioInference.Tests.Models;

/// <summary>Promotions of the orchestrator's, as replicas with live streams take them up.</summary>
public sealed class PromotionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Promotions = 50;
    private readonly TemporaryFolder _folder = new();
    private readonly List<SpotterHost> _replicas = [];
    private OrchestratorHost? _orchestrator;

    private OrchestratorHost Orchestrator => _orchestrator!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_folder["shipped"]);
        _orchestrator = await OrchestratorHost.StartAsync(_folder);
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_orchestrator is not null)
            await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Promote_TwoReplicasWithLiveStreams_BothServeItAndNoWordIsLostOrDoubled()
    {
        var replicas = new[] { await ReplicaAsync(), await ReplicaAsync() };
        var audio = Tones.Recording(16000, 20,
            [.. Enumerable.Range(0, 9).Select(i => (1.0 + 2 * i, i % 2 == 0 ? Tones.Yes : Tones.No))]);
        var devices = new List<Device>();
        foreach (var replica in replicas)
        {
            devices.Add(await Device.OpenAsync(replica.Client, Device.Config()));
            // The swap falls into the fifth word.
            await devices[^1].SendAsync(audio.AsMemory(0, 150_000), 0);
        }

        var model = await PublishAsync("1.1.0");
        var promotion = await Orchestrator.PromoteAsync(model);

        Assert.Equal((PromotionState.Done, 2), (promotion.State, promotion.Replicas.Count(at => at.Active)));
        Assert.All(replicas, replica => Assert.Equal("1.1.0", VersionOf(replica)));
        foreach (var device in devices)
        {
            await device.SendAsync(audio.AsMemory(150_000), 150_000);
            await device.CloseAsync().WithTimeout();
            Assert.Equal(Enumerable.Range(0, 9).Select(i => i % 2 == 0 ? "yes" : "no"),
                device.Keywords.Select(k => k.Label));
            Assert.Equal(("1.0.0", "1.1.0"),
                (device.Keywords.First().ModelVersion, device.Keywords.Last().ModelVersion));
            device.Dispose();
        }
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task ManyPromotions_UnderLoad_NoCallFailsAndNoWordIsLostOrDoubled()
    {
        var replicas = new[] { await ReplicaAsync(), await ReplicaAsync() };
        var models = new[] { await PublishAsync("1.1.0"), await PublishAsync("1.2.0") };
        using var enough = new CancellationTokenSource();
        var streams = replicas.Select(replica => ListenAsync(replica, enough.Token)).ToList();
        var clips = replicas.Select(replica => ClassifyAsync(replica, enough.Token)).ToList();

        for (var i = 0; i < Promotions; i++)
            Assert.Equal(PromotionState.Done, (await Orchestrator.PromoteAsync(models[i % 2])).State);
        await enough.CancelAsync();

        var words = (await Task.WhenAll(streams).WithTimeout()).Sum();
        var answers = (await Task.WhenAll(clips).WithTimeout()).Sum();
        // Beside the first model of each.
        var swaps = replicas.Sum(replica => replica.Logs.Lines.Count(line => line.Event.Id == 1100)) - replicas.Length;
        output.WriteLine($"{swaps} swaps, {words} words, {answers} clips");
        Assert.Equal(Promotions * replicas.Length, swaps);
        Assert.True(words > Promotions && answers > Promotions, $"{words} words, {answers} clips");
    }

    [Fact]
    public async Task RefusedByOneReplica_PromotionFailsAndAllGoBack()
    {
        var willing = await ReplicaAsync();
        var unwilling = await ReplicaAsync(new() { ["Batching:MaxBatch"] = "128" });
        unwilling.Logs.Expect(line => line.Event.Id == 1101);
        var champion = await PublishAsync("1.1.0");
        Assert.Equal(PromotionState.Done, (await Orchestrator.PromoteAsync(champion)).State);
        var picky = await PublishAsync("2.0.0", largestBatch: 64);

        var promotion = await Orchestrator.PromoteAsync(picky);

        Assert.Equal(PromotionState.Failed, promotion.State);
        Assert.Contains("refused it", promotion.Reason, StringComparison.Ordinal);
        Assert.Contains(promotion.Replicas, replica => replica.Reason.Contains("2.0.0", StringComparison.Ordinal));
        await Eventually.BeAsync(() => VersionOf(willing) == "1.1.0" && VersionOf(unwilling) == "1.1.0");
        var stands = await Orchestrator.Client.ResolveModelAsync(
            new ResolveModelRequest { Task = TrainingTask.KeywordSpotting }).ResponseAsync.WithTimeout();
        Assert.Equal("1.1.0", stands.Model.Version);
    }

    [Fact]
    public async Task LateReplica_ComesUpWithTheChampion()
    {
        await ReplicaAsync();
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0"));

        var late = await ReplicaAsync();

        Assert.Equal("1.1.0", VersionOf(late));
        // It never served another.
        Assert.Single(late.Logs.Lines, line => line.Event.Id == 1100);
    }

    [Fact]
    public async Task RollBack_TheChampionBeforeServesAgain()
    {
        var replica = await ReplicaAsync();
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0"));
        await Orchestrator.PromoteAsync(await PublishAsync("1.2.0"));
        Assert.Equal("1.2.0", VersionOf(replica));

        var back = await Orchestrator.DecidedAsync(await Orchestrator.Client.RollBackModelAsync(
            new RollBackModelRequest { Task = TrainingTask.KeywordSpotting }).ResponseAsync.WithTimeout());

        Assert.Equal((PromotionState.Done, "1.1.0", "tiny/1.2.0"), (back.State, back.Version, back.PreviousVersion));
        Assert.Equal("1.1.0", VersionOf(replica));
    }

    [Fact]
    public async Task OrchestratorAway_ReplicaServesTheShippedPackageAndFollowsOnceItIsBack()
    {
        var model = await PublishAsync("1.1.0");
        var first = await ReplicaAsync();
        await Orchestrator.PromoteAsync(model);
        var port = Orchestrator.Port;
        await Orchestrator.DisposeAsync();

        var second = await ReplicaAsync(new() { ["Models:Registry:Address"] = $"http://127.0.0.1:{port}" });
        Assert.Equal("1.0.0", VersionOf(second));
        using var device =
            await Device.PlayAsync(second.Client, Device.Config(), Tones.Recording(16000, 4, (1, Tones.Yes)));
        Assert.Equal("1.0.0", Assert.Single(device.Keywords).ModelVersion);
        // What has it keeps it.
        Assert.Equal("1.1.0", VersionOf(first));

        _orchestrator = await OrchestratorHost.StartAsync(_folder, port: port);
        await Eventually.BeAsync(() => VersionOf(second) == "1.1.0");
        Assert.Equal("1.1.0", VersionOf(first));
    }

    private static string VersionOf(SpotterHost replica) =>
        replica.Services.GetRequiredService<ModelHost<KeywordModel>>().Current.Version;

    private async Task<SpotterHost> ReplicaAsync(Dictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Models:Root"] = _folder["shipped"],
            ["Models:Keyword"] = "tiny",
            ["Models:Registry:Address"] = Orchestrator.Address,
            ["Models:Registry:Watch"] = "00:00:00.1",
            ["Models:Registry:Cache"] = _folder["cache"],
            ["Storage:Directory"] = OrchestratorHost.StoreIn(_folder),
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        _replicas.Add(await SpotterHost.StartAsync(all));
        return _replicas[^1];
    }

    // The versions differ in a threshold: streams go on from one to the other.
    private async Task<Model> PublishAsync(string version, int? largestBatch = null)
    {
        using var workshop = new TemporaryFolder();
        return await Orchestrator.PublishAsync(TinyKeywordModel.WritePackage(
            workshop.Path, version: version, largestBatch: largestBatch, change: manifest =>
                manifest["detection"]!["thresholds"]!["yes"] = version == "1.1.0" ? 0.75 : 0.7));
    }

    // Plays words on one stream until it is enough; every word must come, once, in its order.
    private static async Task<int> ListenAsync(SpotterHost replica, CancellationToken enough)
    {
        var words = Tones.Recording(16000, 4, (0.5, Tones.Yes), (2.5, Tones.No));
        using var device = await Device.OpenAsync(replica.Client, Device.Config());
        var played = 0;
        for (; !enough.IsCancellationRequested; played++)
        {
            await device.SendAsync(words, (long)played * words.Length);
            await Task.Delay(100, CancellationToken.None);
        }

        await device.CloseAsync().WithTimeout(TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Repeat((string[])["yes", "no"], played).SelectMany(pair => pair),
            device.Keywords.Select(keyword => keyword.Label));
        Assert.Equal(2 * played, device.Keywords.DistinctBy(keyword => keyword.Id).Count());
        return 2 * played;
    }

    private static async Task<int> ClassifyAsync(SpotterHost replica, CancellationToken enough)
    {
        var clip = new ClassifyRequest
        {
            Wav = WavFile.Create(Tones.Recording(16000, 1, (0.1, Tones.Yes))),
        };
        var answers = 0;
        for (; !enough.IsCancellationRequested; answers++)
        {
            var answer = await replica.Client.ClassifyAsync(clip, cancellationToken: CancellationToken.None)
                .ResponseAsync.WithTimeout();
            Assert.Equal("yes", answer.Labels[0].Label);
            await Task.Delay(50, CancellationToken.None);
        }

        return answers;
    }
}
