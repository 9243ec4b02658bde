using System.Globalization;
using System.Text.Json.Nodes;
using Kws.AudioInference.Tests.Hosts;
using Kws.Models;
using Kws.TestSupport.Models;
using Kws.Training.V1;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Kws.AudioInference.Tests.Trials;

/// <summary>Candidates that listen to live streams of two replicas beside the champion, and what comes of it.</summary>
/// <remarks>Of two tones in a stream one is long, the other so short that its score reaches a third: a model with a low
/// threshold reports both.</remarks>
public sealed class TrialTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const double Strict = 0.8;
    private const double Lax = 0.15;
    private const int Rate = 16000;
    private const int WordsEach = 9;

    private readonly TemporaryFolder _folder = new();
    private readonly List<SpotterHost> _replicas = [];
    private OrchestratorHost? _orchestrator;
    private int _recordings;

    private OrchestratorHost Orchestrator => _orchestrator!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_folder["shipped"]);
        _orchestrator = await OrchestratorHost.StartAsync(_folder);
        await StartReplicaAsync(maxBatch: 16);
        await StartReplicaAsync(maxBatch: 16);
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
    public async Task Candidate_ThatRaisesMoreAlarms_IsRejectedAndNoDeviceHearsOfIt()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Strict));
        var noisy = await PublishAsync("1.2.0", Lax);
        await Orchestrator.PromoteAsync(noisy, "candidate", Policy());

        var trial = await PlayUntilDecidedAsync(withShortTones: true, words: WordsEach);

        Assert.Equal((TrialState.Rejected, "tiny/1.2.0", "tiny/1.1.0"), (trial.State, trial.Listener, trial.Champion));
        Assert.Contains("extra", trial.Reason, StringComparison.Ordinal);
        Assert.True(trial.ExtraPerHour.Lower > 30, trial.Reason);
        Assert.Equal(0, trial.MissingShare);
        var yes = Assert.Single(trial.Figures.Labels);
        Assert.Equal("yes", yes.Label);
        Assert.True(yes is { Agreed: > 0, ListenerAlone: > 0, ChampionAlone: 0 }, trial.ToString());
        Assert.True(trial.AddedCost > 0, trial.ToString());
        Assert.All(_replicas, replica => Assert.Equal("1.1.0", VersionOf(replica)));
        var stands = await Orchestrator.Client.GetModelAsync(new GetModelRequest
        {
            Task = TrainingTask.KeywordSpotting,
            Name = "tiny",
            Version = "1.2.0",
        }).ResponseAsync.WithTimeout();
        Assert.Empty(stands.Aliases);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Candidate_ThatIsQuieter_IsPromotedAndItsPredecessorFindsNothingAgainstIt()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Lax));
        var quiet = await PublishAsync("1.2.0", Strict);
        // What it is to be rid of counts as missing.
        await Orchestrator.PromoteAsync(quiet, "candidate", Policy(maxMissing: 0.6));

        var trial = await PlayUntilDecidedAsync(withShortTones: true, words: 2 * WordsEach);

        Assert.Equal((TrialState.Promoted, 0), (trial.State, trial.ExtraPerHour.Value));
        Assert.InRange(trial.MissingShare, 0.3, 0.6);
        await Eventually.BeAsync(() => _replicas.All(replica => VersionOf(replica) == "1.2.0"));
        await Eventually.BeAsync(async () => (await Orchestrator.TrialAsync()).IsGuard);

        var guard = await PlayUntilDecidedAsync(withShortTones: true, words: WordsEach);

        Assert.Equal((TrialState.Kept, "tiny/1.1.0", "tiny/1.2.0"), (guard.State, guard.Listener, guard.Champion));
        Assert.Equal(0, guard.ExtraPerHour.Value);
        Assert.All(_replicas, replica => Assert.Equal("1.2.0", VersionOf(replica)));
    }

    [Fact]
    public async Task Champion_WhoseAlarmsRiseAfterItsTrial_IsRolledBack()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Strict));
        var noisy = await PublishAsync("1.2.0", Lax);
        await Orchestrator.PromoteAsync(noisy, "candidate", Policy());
        var trial = await PlayUntilDecidedAsync(withShortTones: false, words: WordsEach);
        Assert.Equal((TrialState.Promoted, 0), (trial.State, trial.MissingShare));
        await Eventually.BeAsync(async () => (await Orchestrator.TrialAsync()).IsGuard);
        await Eventually.BeAsync(() => _replicas.All(replica => VersionOf(replica) == "1.2.0"));

        // Only now what it takes for words is said.
        var guard = await PlayUntilDecidedAsync(withShortTones: true, words: 2 * WordsEach);

        Assert.Equal(TrialState.RolledBack, guard.State);
        Assert.True(guard.ExtraPerHour.Lower > 30, guard.Reason);
        await Eventually.BeAsync(() => _replicas.All(replica => VersionOf(replica) == "1.1.0"));
    }

    [Fact]
    public async Task Candidate_ThatAReplicaCannotRun_IsRejectedAndStreamsGoOn()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Strict));
        var broken = await PublishAsync("1.2.0", Strict, largestBatch: 64);
        await StartReplicaAsync(maxBatch: 128);

        await Orchestrator.PromoteAsync(broken, "candidate", Policy());

        await Eventually.BeAsync(async () => (await Orchestrator.TrialAsync()).State != TrialState.Listening);
        var trial = await Orchestrator.TrialAsync();
        Assert.Equal(TrialState.Rejected, trial.State);
        Assert.Contains("refused it", trial.Reason, StringComparison.Ordinal);
        foreach (var replica in _replicas)
            await PlayAsync(replica, withShortTones: false, WordsEach);
    }

    [Fact]
    public async Task Candidate_WithAVerifier_IsHeardThroughIt()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Strict));
        await Orchestrator.PromoteAsync(
            await PublishAsync("1.2.0", Strict, verifier: TinyVerifier.Section()), "candidate", Policy(decides: false));
        await Eventually.BeAsync(() => _replicas.All(IsListening));

        // Every other word comes right after a sound: the champion tells it, the listener's verifier refuses it.
        var trial = await Orchestrator.TrialAsync();
        for (var round = 0; round < 20
            && trial.Figures?.Labels.FirstOrDefault() is not { ChampionAlone: > 3, Agreed: > 3 }; round++)
        {
            await Task.WhenAll(_replicas.Select(replica =>
                PlayAsync(replica, withShortTones: false, WordsEach, withSound: true)));
            trial = await Orchestrator.TrialAsync();
        }

        var yes = Assert.Single(trial.Figures.Labels);
        Assert.Equal(("yes", 0), (yes.Label, yes.ListenerAlone));
        Assert.InRange(yes.ChampionAlone / (double)(yes.ChampionAlone + yes.Agreed), 0.3, 0.6);
        Assert.True(yes.ListenerNearMisses > 0, yes.ToString());
        Assert.All(_replicas, replica => Assert.Equal("1.1.0", VersionOf(replica)));
    }

    [Fact]
    public async Task Trial_Withdrawn_ReplicasLetGoOfTheListener()
    {
        await Orchestrator.PromoteAsync(await PublishAsync("1.1.0", Strict));
        await Orchestrator.PromoteAsync(await PublishAsync("1.2.0", Lax), "candidate", Policy(decides: false));
        await Eventually.BeAsync(() => _replicas.All(IsListening));

        var trial = await Orchestrator.Client.WithdrawTrialAsync(
            new WithdrawTrialRequest { Task = TrainingTask.KeywordSpotting }).ResponseAsync.WithTimeout();

        Assert.Equal(TrialState.Withdrawn, trial.State);
        await Eventually.BeAsync(() => !_replicas.Any(IsListening));
    }

    private async Task StartReplicaAsync(int maxBatch) => _replicas.Add(await SpotterHost.StartAsync(new()
    {
        ["Models:Root"] = _folder["shipped"],
        ["Models:Keyword"] = "tiny",
        ["Models:Registry:Address"] = Orchestrator.Address,
        ["Models:Registry:Watch"] = "00:00:00.1",
        ["Models:Registry:Cache"] = _folder["cache"],
        ["Storage:Directory"] = OrchestratorHost.StoreIn(_folder),
        ["Batching:MaxBatch"] = maxBatch.ToString(CultureInfo.InvariantCulture),
        // However busy the machine is.
        ["Trials:MaxQueueDelay"] = "00:00:10",
    }));

    private static TrialPolicy Policy(double maxMissing = 0.01, bool decides = true) => new()
    {
        Share = 1,
        Hours = 0.03,
        Words = 20,
        MaxExtraPerHour = 30,
        MaxMissingShare = maxMissing,
        Decides = decides,
        GuardHours = 0.03,
    };

    private static string VersionOf(SpotterHost replica) =>
        replica.Services.GetRequiredService<ModelHost<KeywordModel>>().Current.Version;

    private static bool IsListening(SpotterHost replica)
    {
        var isThere = replica.Services.GetRequiredService<TrialHost<KeywordModel>>().TryAcquire(out var lease);
        lease.Dispose();
        return isThere;
    }

    private async Task<Model> PublishAsync(
        string version, double threshold, int? largestBatch = null, JsonObject? verifier = null)
    {
        using var workshop = new TemporaryFolder();
        return await Orchestrator.PublishAsync(TinyKeywordModel.WritePackage(
            workshop.Path, version: version, largestBatch: largestBatch,
            change: manifest => manifest["detection"]!["thresholds"]!["yes"] = threshold, verifier: verifier));
    }

    // Streams on both replicas, one after another; each must bring its words as the champion hears them.
    private async Task<Trial> PlayUntilDecidedAsync(bool withShortTones, int words)
    {
        var trial = await Orchestrator.TrialAsync();
        var id = trial.Id;
        await Eventually.BeAsync(() => _replicas.All(IsListening));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (trial.State == TrialState.Listening)
        {
            await Task.WhenAll(_replicas.Select(replica => PlayAsync(replica, withShortTones, words)));
            var all = await Orchestrator.Client.ListTrialsAsync(
                new ListTrialsRequest(), cancellationToken: limit.Token).ResponseAsync.WithTimeout();
            trial = all.Trials.Single(candidate => candidate.Id == id);
        }

        output.WriteLine($"{trial.State}: {trial.Reason}");
        return trial;
    }

    private async Task PlayAsync(SpotterHost replica, bool withShortTones, int words, bool withSound = false)
    {
        var audio = Tones.Recording(Rate, 4 * WordsEach,
            [.. Enumerable.Range(0, WordsEach).Select(i => (4.0 * i + 0.5, Tones.Yes))]);
        for (var i = 0; withShortTones && i < WordsEach; i++)
            Tones.Add(audio, Rate, 4 * i + 2.8, Tones.Yes, 0.26);
        for (var i = 1; withSound && i < WordsEach; i += 2)
            Tones.Add(audio, Rate, 4 * i - 1, TinyVerifier.RefusedHertz, 1.5);
        var config = Device.Config();
        config.RecordingId = $"recording-{Interlocked.Increment(ref _recordings)}";
        using var device = await Device.PlayAsync(replica.Client, config, audio);
        // A champion may come in the middle.
        Assert.InRange(device.Keywords.Count(), Math.Min(WordsEach, words), words);
    }
}
