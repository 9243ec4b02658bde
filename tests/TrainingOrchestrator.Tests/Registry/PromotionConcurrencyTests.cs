using Kws.Contracts.Events;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Tests.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests.Registry;

/// <summary>Two replicas of the orchestrator on one PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PromotionConcurrencyTests(SharedPostgres server) : RegistryTestBase
{
    [SkippableFact]
    public async Task Promote_AtBothAtOnce_OneBegins()
    {
        var database = await TestDatabase.PostgresAsync(server);
        await AddAsync(database, "1.0.0", "1.1.0");
        Promotions[] both = [PromotionsOn(database), PromotionsOn(database)];

        var begun = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await PromoteAsync(both[i % 2], i % 4 < 2 ? "1.0.0" : "1.1.0")).Id;
            }
            catch (FailedPreconditionException)
            {
                return null;
            }
        }))).WithTimeout();

        Assert.Single(begun.OfType<string>());
        Assert.Single(await EventsAsync(database));
    }

    [SkippableFact]
    public async Task Decide_ByBoth_EachPromotionIsDecidedOnce()
    {
        var database = await TestDatabase.PostgresAsync(server);
        await AddAsync(database, "1.0.0", "1.1.0");
        Promotions[] both = [PromotionsOn(database), PromotionsOn(database)];
        using var one = DeciderOn(database);
        using var two = DeciderOn(database);
        await one.StartAsync(CancellationToken.None).WithTimeout();
        await two.StartAsync(CancellationToken.None).WithTimeout();
        for (var i = 0; i < 6; i++)
        {
            var promotion = await PromoteAsync(both[i % 2], i % 2 == 0 ? "1.0.0" : "1.1.0");
            // One that lives through the end of the first decider.
            if (i == 3)
                await one.StopAsync(CancellationToken.None).WithTimeout();
            await AdvanceUntilAsync(
                async () => (await StateAsync(both[0], promotion.Id)).State != PromotionState.RollingOut,
                () => AskAsync(both[(i + 1) % 2], "a", promotion.Version, promotion.Id));
            Assert.Equal(PromotionState.Done, (await StateAsync(both[1], promotion.Id)).State);
            Assert.Equal(promotion.Version, await AliasAsync(database, Aliases.Champion));
        }

        await two.StopAsync(CancellationToken.None).WithTimeout();
        Assert.Equal(6, (await EventsAsync(database)).Select(row => StoredEvents.Read(row)).OfType<ModelActivated>()
            .Count());
    }

    [SkippableFact]
    public async Task Decide_AtOnce_OneDecisionStands()
    {
        var database = await TestDatabase.PostgresAsync(server);
        await AddAsync(database, "1.0.0");
        Promotions[] both = [PromotionsOn(database), PromotionsOn(database)];
        var promotion = await PromoteAsync(both[0], "1.0.0");

        var decided = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => both[i % 2].DecideAsync(
            promotion.Id, i % 2 == 0 ? PromotionState.Done : PromotionState.Failed, $"by {i}", [],
            CancellationToken.None)))).WithTimeout();

        Assert.Single(decided, true);
        var stands = await StateAsync(both[0], promotion.Id);
        Assert.Equal($"by {Array.IndexOf(decided, true)}", stands.Reason);
        Assert.Equal(stands.State == PromotionState.Done ? "1.0.0" : null,
            await AliasAsync(database, Aliases.Champion));
    }

    [SkippableFact]
    public async Task Package_TakenInByBothAtOnce_IsOneRowAndOneEvent()
    {
        var database = await TestDatabase.PostgresAsync(server);
        ModelRegistry[] both =
            [new ModelRegistry(database, new OutboxSignal()), new ModelRegistry(database, new OutboxSignal())];

        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => both[i % 2].AddAsync(ModelOf("1.0.0"), "", CancellationToken.None)))).WithTimeout();

        Assert.Equal("1.0.0", Assert.Single(stored.Select(model => model.Version).Distinct()));
        Assert.Single(await EventsAsync(database));
        foreach (var (task, name) in new (ModelTask?, string)[] { (null, ""), (Keywords, ""), (Keywords, "mine") })
            Assert.Single(await both[0].ListAsync(task, name, CancellationToken.None).WithTimeout());
        Assert.Empty(await both[0].ListAsync(ModelTask.SignLetters, "", CancellationToken.None).WithTimeout());
    }

    [SkippableFact]
    public async Task Replica_HeardByBothAtOnce_IsOne()
    {
        var database = await TestDatabase.PostgresAsync(server);
        Promotions[] both = [PromotionsOn(database), PromotionsOn(database)];

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => AskAsync(both[i % 2], "a", "1.0.0"))))
            .WithTimeout();

        await using var opened = database.Open();
        Assert.Equal("a", (await opened.Activations.SingleAsync().WithTimeout()).Instance);
    }
}
