using Kws.Contracts.Events;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Tests.Database;

namespace Kws.TrainingOrchestrator.Tests.Registry;

/// <summary>Promotions from their begin to their decision.</summary>
public sealed class PromotionsTests : RegistryTestBase, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;
    private Promotions _promotions = null!;
    private PromotionDecider _decider = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.SqliteAsync(_folder);
        _promotions = PromotionsOn(_database);
        await AddAsync(_database, "1.0.0", "1.1.0", "1.2.0");
        _decider = DeciderOn(_database);
        await _decider.StartAsync(CancellationToken.None).WithTimeout();
    }

    public async Task DisposeAsync()
    {
        await _decider.StopAsync(CancellationToken.None).WithTimeout();
        _decider.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Promote_AllLivingReplicasServeIt_IsDoneAndOnlyThenTheChampion()
    {
        await AskAsync(_promotions, "a");
        await AskAsync(_promotions, "b");
        var promotion = await PromoteAsync(_promotions, "1.0.0");
        var wanted = await AskAsync(_promotions, "a", "1.0.0", promotion.Id);
        Assert.Equal(("1.0.0", promotion.Id), (wanted!.Value.Model.Version, wanted.Value.PromotionId));

        // The other one lives and has not taken it up.
        for (var i = 0; i < 20; i++)
            await StepAsync(() => AskAsync(_promotions, "a", "1.0.0", promotion.Id), () => AskAsync(_promotions, "b"));
        Assert.Equal(PromotionState.RollingOut, (await StateAsync(_promotions, promotion.Id)).State);
        Assert.Null(await AliasAsync(_database, Aliases.Champion));

        await AskAsync(_promotions, "b", "1.0.0", promotion.Id);
        await DecidedAsync(promotion.Id, () => AskAsync(_promotions, "a", "1.0.0", promotion.Id));
        var (decided, replicas) = await _promotions.FindAsync(promotion.Id, CancellationToken.None).WithTimeout();
        Assert.Equal(PromotionState.Done, decided.State);
        Assert.Equal(["a", "b"], replicas.Where(replica => replica.IsActive).Select(replica => replica.Instance));
        Assert.Equal("1.0.0", await AliasAsync(_database, Aliases.Champion));
    }

    [Fact]
    public async Task Promote_ReplicaThatIsSilent_IsNotWaitedFor()
    {
        await AskAsync(_promotions, "gone");
        var promotion = await PromoteAsync(_promotions, "1.0.0");

        await DecidedAsync(promotion.Id, () => AskAsync(_promotions, "a", "1.0.0", promotion.Id));

        var decided = await StateAsync(_promotions, promotion.Id);
        Assert.Equal(PromotionState.Done, decided.State);
        Assert.True(decided.DecidedAt - decided.StartedAt >= Settings.HeardWithin);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Promote_NoReplica_FailsOnceTimeIsOver()
    {
        var promotion = await PromoteAsync(_promotions, "1.0.0");

        await DecidedAsync(promotion.Id);

        var decided = await StateAsync(_promotions, promotion.Id);
        Assert.Equal(PromotionState.Failed, decided.State);
        Assert.Contains("0 of 0 replicas", decided.Reason, StringComparison.Ordinal);
        Assert.True(decided.DecidedAt - decided.StartedAt > Settings.Patience);
        Assert.Null(await AliasAsync(_database, Aliases.Champion));
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Promote_FewerThanTheLeastReplicas_FailsOnceTimeIsOver()
    {
        Settings.MinReplicas = 2;
        var promotion = await PromoteAsync(_promotions, "1.0.0");

        await DecidedAsync(promotion.Id, () => AskAsync(_promotions, "a", "1.0.0", promotion.Id));

        Assert.Equal(PromotionState.Failed, (await StateAsync(_promotions, promotion.Id)).State);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Promote_ReplicaThatIsHindered_FailsWithItsReason()
    {
        var promotion = await PromoteAsync(_promotions, "1.0.0");

        await DecidedAsync(promotion.Id,
            () => AskAsync(_promotions, "a", "", promotion.Id, hindrance: "the store is away"));

        var decided = await StateAsync(_promotions, promotion.Id);
        Assert.Equal(PromotionState.Failed, decided.State);
        Assert.Contains("audioinference a: the store is away", decided.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_OneRefuses_FailsAndTheChampionIsOrderedAgain()
    {
        await PromotedAsync("1.0.0");
        var promotion = await PromoteAsync(_promotions, "1.1.0");
        await AskAsync(_promotions, "a", "1.1.0", promotion.Id);
        await AskAsync(_promotions, "b", "1.0.0", promotion.Id, refusal: "too heavy");

        await DecidedAsync(promotion.Id);

        var decided = await StateAsync(_promotions, promotion.Id);
        Assert.Equal(PromotionState.Failed, decided.State);
        Assert.Contains("audioinference b refused it: too heavy", decided.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", await AliasAsync(_database, Aliases.Champion));
        Assert.Equal("1.0.0", (await AskAsync(_promotions, "a", "1.1.0", promotion.Id))!.Value.Model.Version);
        var told = (await EventsAsync(_database)).Select(row => StoredEvents.Read(row)).ToList();
        Assert.Equal("too heavy", Assert.Single(told.OfType<ModelRejected>()).Reason[^9..]);
        Assert.Equal(["1.0.0", "1.1.0", "1.0.0"],
            told.OfType<ModelActivated>().Where(order => order.Service.Length == 0).Select(order => order.Version));
    }

    [Fact]
    public async Task Promote_RefusalOfAnEarlierPromotion_DoesNotCount()
    {
        var first = await PromoteAsync(_promotions, "1.0.0");
        await AskAsync(_promotions, "a", "", first.Id, refusal: "too heavy");
        await DecidedAsync(first.Id);

        // It has not heard of the second yet.
        var second = await PromoteAsync(_promotions, "1.0.0");
        for (var i = 0; i < 5; i++)
            await StepAsync(() => AskAsync(_promotions, "a", "", first.Id, refusal: "too heavy"));
        Assert.Equal(PromotionState.RollingOut, (await StateAsync(_promotions, second.Id)).State);
        await DecidedAsync(second.Id, () => AskAsync(_promotions, "a", "1.0.0", second.Id));

        Assert.Equal(PromotionState.Done, (await StateAsync(_promotions, second.Id)).State);
    }

    [Fact]
    public async Task Promote_WhileAnotherIsUnderWay_IsRefused()
    {
        var first = await PromoteAsync(_promotions, "1.0.0");

        var refusal = await Assert.ThrowsAsync<FailedPreconditionException>(() => PromoteAsync(_promotions, "1.1.0"));
        Assert.Contains(first.Id, refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FailedPreconditionException>(
            () => _promotions.RollBackAsync(Keywords, "tests", CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task Promote_ManyAtOnce_OneBegins()
    {
        var attempts = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await PromoteAsync(_promotions, i % 2 == 0 ? "1.0.0" : "1.1.0")).Id;
            }
            catch (FailedPreconditionException)
            {
                return null;
            }
        }));

        var begun = await Task.WhenAll(attempts).WithTimeout();

        Assert.Single(begun.OfType<string>());
    }

    [Fact]
    public async Task Promote_RejectedOrUnknownVersion_IsRefused()
    {
        await using (var database = _database.Open())
        {
            database.Models.Add(ModelOf("2.0.0", ModelState.Rejected));
            await database.SaveChangesAsync().WithTimeout();
        }

        var refusal = await Assert.ThrowsAsync<FailedPreconditionException>(() => PromoteAsync(_promotions, "2.0.0"));
        Assert.Contains("rejected", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => PromoteAsync(_promotions, "9.9.9"));
    }

    [Fact]
    public async Task Promote_TheChampion_IsThePromotionThatMadeIt()
    {
        var promotion = await PromotedAsync("1.0.0");

        Assert.Equal(promotion, (await PromoteAsync(_promotions, "1.0.0")).Id);
    }

    [Fact]
    public async Task Promote_Candidate_IsGivenAtOnceAndLeavesReplicasAlone()
    {
        await PromotedAsync("1.0.0");

        var promotion = await PromoteAsync(_promotions, "1.1.0", Aliases.Candidate);

        Assert.Equal(PromotionState.Done, promotion.State);
        Assert.Equal("1.1.0", await AliasAsync(_database, Aliases.Candidate));
        Assert.Equal("1.0.0", await AliasAsync(_database, Aliases.Champion));
        Assert.Equal("1.0.0", (await AskAsync(_promotions, "a"))!.Value.Model.Version);
    }

    [Fact]
    public async Task RollBack_GoesToTheChampionBeforeAndBackAgain()
    {
        await Assert.ThrowsAsync<FailedPreconditionException>(
            () => _promotions.RollBackAsync(Keywords, "tests", CancellationToken.None).WithTimeout());
        await PromotedAsync("1.0.0");
        await Assert.ThrowsAsync<FailedPreconditionException>(
            () => _promotions.RollBackAsync(Keywords, "tests", CancellationToken.None).WithTimeout());
        await PromotedAsync("1.1.0");

        foreach (var expected in (string[])["1.0.0", "1.1.0"])
        {
            var back = await _promotions.RollBackAsync(Keywords, "tests", CancellationToken.None).WithTimeout();
            await DecidedAsync(back.Id, () => AskAsync(_promotions, "a", back.Version, back.Id));
            Assert.Equal(expected, await AliasAsync(_database, Aliases.Champion));
        }
    }

    [Fact]
    public async Task Decider_ThatComesBack_GivesReplicasTimeToBeHeardOf()
    {
        await _decider.StopAsync(CancellationToken.None).WithTimeout();
        var promotion = await PromoteAsync(_promotions, "1.0.0");
        await AskAsync(_promotions, "b");
        // Nobody listens for a while.
        Clock.Advance(TimeSpan.FromSeconds(20));
        var back = Clock.GetUtcNow();
        using var decider = DeciderOn(_database);
        await decider.StartAsync(CancellationToken.None).WithTimeout();

        await DecidedAsync(promotion.Id, () => AskAsync(_promotions, "a", "1.0.0", promotion.Id));

        Assert.True((await StateAsync(_promotions, promotion.Id)).DecidedAt >= back + Settings.HeardWithin);
        await decider.StopAsync(CancellationToken.None).WithTimeout();
    }

    [Fact]
    public async Task Resolve_NothingPromoted_IsNothingAndTheReplicaIsKnown()
    {
        Assert.Null(await AskAsync(_promotions, "a", "1.0.0"));
        var promotion = await PromoteAsync(_promotions, "1.1.0");
        // It is no replica that asks: what is under way is not promoted yet.
        Assert.Null(
            await _promotions.ResolveAsync(Keywords, Aliases.Champion, null, CancellationToken.None).WithTimeout());

        var replica = Assert.Single(
            (await _promotions.FindAsync(promotion.Id, CancellationToken.None).WithTimeout()).Replicas);

        Assert.Equal(("a", "mine/1.0.0", false), (replica.Instance, replica.Serves, replica.IsActive));
    }

    private async Task<string> PromotedAsync(string version)
    {
        var promotion = await PromoteAsync(_promotions, version);
        await DecidedAsync(promotion.Id, () => AskAsync(_promotions, "a", version, promotion.Id));
        Assert.Equal(PromotionState.Done, (await StateAsync(_promotions, promotion.Id)).State);
        return promotion.Id;
    }

    private Task DecidedAsync(string id, Func<Task>? each = null) => AdvanceUntilAsync(
        async () => (await StateAsync(_promotions, id)).State != PromotionState.RollingOut, each);

    private async Task StepAsync(params Func<Task>[] each)
    {
        Clock.Advance(TimeSpan.FromSeconds(0.5));
        foreach (var step in each)
            await step();
        await Task.Delay(5);
    }
}
