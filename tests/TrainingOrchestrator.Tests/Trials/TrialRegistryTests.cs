using Kws.Database;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Tests.Database;
using Kws.TrainingOrchestrator.Tests.Registry;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Tests.Trials;

/// <summary>Trials from their begin to what they lead to, on a database of either kind.</summary>
public abstract class TrialRegistryTestBase : RegistryTestBase
{
    private static readonly TrialPolicy s_policy = new(0.5, 1, 10, 1, 0.1, true, 1);

    private protected async Task CandidateWins_IsPromotedWatchedAndRolledBackAsync(TestDatabase database)
    {
        var (promotions, trials) = (PromotionsOn(database), TrialsOn(database));
        await AddAsync(database, "1.0.0", "1.1.0");
        using var promoting = DeciderOn(database);
        using var trying = TriesOn(database, promotions, trials);
        await promoting.StartAsync(CancellationToken.None).WithTimeout();
        await trying.StartAsync(CancellationToken.None).WithTimeout();
        await ServeAsync(promotions, await PromoteAsync(promotions, "1.0.0"));

        var candidate = await PromoteAsync(promotions, "1.1.0", Aliases.Candidate, s_policy);
        var (trial, listener) = (await SayAsync(trials, candidate.Id, "a", Heard(1800, agreed: 60)))!.Value;
        Assert.Equal((candidate.Id, "1.1.0", "1.0.0"), (trial.Id, listener.Version, trial.ChampionVersion));
        // Half an hour is too little; what a replica says again is no more than it was.
        await SayAsync(trials, candidate.Id, "a", Heard(1800, agreed: 60));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TrialState.Listening, (await LastAsync(trials)).Trial.State);
        await SayAsync(trials, candidate.Id, "b", Heard(1800, agreed: 60, listenerAlone: 1));

        await AdvanceUntilAsync(async () => (await LastAsync(trials)).Trial.State == TrialState.Promoted);
        var (won, figures) = await LastAsync(trials);
        Assert.Equal((3600, 120, 1),
            (figures.HeardSeconds, figures.Labels[0].Agreed, figures.Labels[0].ListenerAlone));
        Assert.Contains("1 h heard: 1 extra", won.Reason, StringComparison.Ordinal);
        Assert.Null(await AliasAsync(database, Aliases.Candidate));
        await ServeAsync(promotions, await StateAsync(promotions, won.PromotionId!));
        Assert.Equal("1.1.0", await AliasAsync(database, Aliases.Champion));

        var (guard, former) = (await SayAsync(trials, "", "a", new TrialFigures()))!.Value;
        Assert.Equal((true, "1.0.0", "1.1.0"), (guard.IsGuard, former.Version, guard.ChampionVersion));
        await SayAsync(trials, guard.Id, "a", Heard(3600, agreed: 50, championAlone: 30));

        await AdvanceUntilAsync(async () => (await LastAsync(trials)).Trial.State == TrialState.RolledBack);
        var back = await StateAsync(promotions, (await LastAsync(trials)).Trial.PromotionId!);
        await ServeAsync(promotions, back);
        Assert.Equal(("1.0.0", $"trial {guard.Id}"), (await AliasAsync(database, Aliases.Champion), back.By));
        // Nobody listens beside a champion that came back.
        Assert.Null(await SayAsync(trials, guard.Id, "a", new TrialFigures()));
        await trying.StopAsync(CancellationToken.None).WithTimeout();
        await promoting.StopAsync(CancellationToken.None).WithTimeout();
    }

    private protected async Task Candidate_ReplacedOrOvertaken_IsWithdrawnAsync(TestDatabase database)
    {
        var (promotions, trials) = (PromotionsOn(database), TrialsOn(database));
        await AddAsync(database, "1.0.0", "1.1.0", "1.2.0");
        using var promoting = DeciderOn(database);
        await promoting.StartAsync(CancellationToken.None).WithTimeout();

        await PromoteAsync(promotions, "1.0.0", Aliases.Candidate, s_policy);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await PromoteAsync(promotions, "1.1.0", Aliases.Candidate, s_policy);
        Assert.Equal(second.Id, (await SayAsync(trials, "", "a", new TrialFigures()))!.Value.Trial.Id);
        await ServeAsync(promotions, await PromoteAsync(promotions, "1.2.0"));

        Assert.Null(await SayAsync(trials, second.Id, "a", new TrialFigures()));
        var ended = await trials.ListAsync(null, null, 10, CancellationToken.None).WithTimeout();
        Assert.Equal([("1.1.0", "another champion came"), ("1.0.0", "another candidate came")],
            ended.Select(trial => (trial.Trial.ListenerVersion, trial.Trial.Reason)));
        Assert.Null(await AliasAsync(database, Aliases.Candidate));
        await promoting.StopAsync(CancellationToken.None).WithTimeout();
    }

    private protected static Task<(TrialRow Trial, ModelRow Listener)?> SayAsync(
        TrialRegistry trials, string trialId, string instance, TrialFigures figures, string refusal = "") =>
        trials.FollowAsync(
            Keywords,
            trialId.Length == 0 ? null : new TrialReportRow
            {
                TrialId = trialId,
                Service = "audioinference",
                Instance = instance,
                Figures = figures.ToJson(),
                Refusal = refusal,
                Hindrance = "",
                At = DateTimeOffset.UnixEpoch,
            },
            CancellationToken.None).WithTimeout();

    private protected static TrialFigures Heard(
        double seconds, long agreed = 0, long listenerAlone = 0, long championAlone = 0) => new()
        {
            Streams = 1,
            HeardSeconds = seconds,
            Labels = [new TrialLabel("yes", agreed, listenerAlone, championAlone, 0)],
        };

    private protected static async Task<(TrialRow Trial, TrialFigures Figures)> LastAsync(TrialRegistry trials) =>
        (await trials.ListAsync(Keywords, null, 1, CancellationToken.None).WithTimeout()).Single();

    private protected TrialDecider TriesOn(
        IDatabases<TrainingDatabase> databases, Promotions promotions, TrialRegistry trials) => new(
            databases, trials, promotions, Options.Create(new TrialOptions()), new Replica(), Clock,
            NullLogger<TrialDecider>.Instance);

    // One replica takes up what is promoted.
    private protected Task ServeAsync(Promotions promotions, PromotionRow promotion) => AdvanceUntilAsync(
        async () => (await StateAsync(promotions, promotion.Id)).State == PromotionState.Done,
        () => AskAsync(promotions, "a", promotion.Version, promotion.Id));
}

public sealed class TrialRegistryOnSqliteTests : TrialRegistryTestBase, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CandidateWins_IsPromotedWatchedAndRolledBack() =>
        await CandidateWins_IsPromotedWatchedAndRolledBackAsync(await TestDatabase.SqliteAsync(_folder));

    [Fact]
    public async Task Candidate_ReplacedOrOvertaken_IsWithdrawn() =>
        await Candidate_ReplacedOrOvertaken_IsWithdrawnAsync(await TestDatabase.SqliteAsync(_folder));

    [Fact]
    public async Task Candidate_RefusedByAReplica_IsRejectedEvenWhereNobodyDecides()
    {
        var database = await TestDatabase.SqliteAsync(_folder);
        var (promotions, trials) = (PromotionsOn(database), TrialsOn(database));
        await AddAsync(database, "1.0.0");
        using var trying = TriesOn(database, promotions, trials);
        await trying.StartAsync(CancellationToken.None).WithTimeout();
        var policy = new TrialPolicy(1, 1, 1, 0, 0, Decides: false, 0);
        var candidate = await PromoteAsync(promotions, "1.0.0", Aliases.Candidate, policy);
        await SayAsync(trials, candidate.Id, "a", Heard(100_000, listenerAlone: 1_000));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TrialState.Listening, (await LastAsync(trials)).Trial.State);

        await SayAsync(trials, candidate.Id, "b", new TrialFigures(), refusal: "too heavy");

        await AdvanceUntilAsync(async () => (await LastAsync(trials)).Trial.State == TrialState.Rejected);
        Assert.Contains("audioinference b refused it: too heavy", (await LastAsync(trials)).Trial.Reason,
            StringComparison.Ordinal);
        Assert.Contains(await EventsAsync(database),
            row => row.EventId.EndsWith($"trial:{candidate.Id}", StringComparison.Ordinal));
        await trying.StopAsync(CancellationToken.None).WithTimeout();
    }

    [Fact]
    public async Task Withdraw_NoTrial_IsNotFound_AndOneTrialIsEndedOnce()
    {
        var database = await TestDatabase.SqliteAsync(_folder);
        var (promotions, trials) = (PromotionsOn(database), TrialsOn(database));
        await Assert.ThrowsAsync<NotFoundException>(
            () => trials.WithdrawAsync(Keywords, "tests", CancellationToken.None).WithTimeout());
        await AddAsync(database, "1.0.0");
        await PromoteAsync(promotions, "1.0.0", Aliases.Candidate, new TrialPolicy(1, 1, 1, 0, 0, true, 0));

        var (trial, _) = await trials.WithdrawAsync(Keywords, "tests", CancellationToken.None).WithTimeout();

        Assert.Equal((TrialState.Withdrawn, "withdrawn by tests"), (trial.State, trial.Reason));
        Assert.Null(await AliasAsync(database, Aliases.Candidate));
    }

    [Fact]
    public async Task Candidate_ThatIsTheChampion_IsRefused()
    {
        var database = await TestDatabase.SqliteAsync(_folder);
        var promotions = PromotionsOn(database);
        await AddAsync(database, "1.0.0");
        using var promoting = DeciderOn(database);
        await promoting.StartAsync(CancellationToken.None).WithTimeout();
        await ServeAsync(promotions, await PromoteAsync(promotions, "1.0.0"));

        await Assert.ThrowsAsync<FailedPreconditionException>(
            () => PromoteAsync(promotions, "1.0.0", Aliases.Candidate, new TrialPolicy(1, 1, 1, 0, 0, true, 0)));
        await promoting.StopAsync(CancellationToken.None).WithTimeout();
    }
}

[Collection(PostgresCollection.Name)]
public sealed class TrialRegistryOnPostgresTests(SharedPostgres server) : TrialRegistryTestBase
{
    [SkippableFact]
    public async Task CandidateWins_IsPromotedWatchedAndRolledBack() =>
        await CandidateWins_IsPromotedWatchedAndRolledBackAsync(await TestDatabase.PostgresAsync(server));

    [SkippableFact]
    public async Task Candidate_ReplacedOrOvertaken_IsWithdrawn() =>
        await Candidate_ReplacedOrOvertaken_IsWithdrawnAsync(await TestDatabase.PostgresAsync(server));

    [SkippableFact]
    public async Task Follow_ByManyAtOnce_EachReportIsStoredOnce()
    {
        var database = await TestDatabase.PostgresAsync(server);
        await AddAsync(database, "1.0.0");
        var trial = await PromoteAsync(
            PromotionsOn(database), "1.0.0", Aliases.Candidate, new TrialPolicy(1, 1, 1, 0, 0, true, 0));

        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(() =>
            SayAsync(TrialsOn(database), trial.Id, $"r{i % 3}", Heard(60, agreed: 1))))).WithTimeout();

        Assert.Equal(180, (await LastAsync(TrialsOn(database))).Figures.HeardSeconds);
    }
}
