using Kws.Database;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kws.TrainingOrchestrator.Tests.Registry;

/// <summary>The registry on a database, with models and replicas of a test's making and a clock that stands
/// still.</summary>
public abstract class RegistryTestBase
{
    private protected const ModelTask Keywords = ModelTask.KeywordSpotting;

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private protected PromotionOptions Settings { get; } = new();

    private protected Promotions PromotionsOn(IDatabases<TrainingDatabase> databases) =>
        new(databases, ActivationsNow(), TrialsOn(databases), new OutboxSignal(), TestMetrics.New(), Clock,
            NullLogger<Promotions>.Instance);

    private protected TrialRegistry TrialsOn(IDatabases<TrainingDatabase> databases) =>
        new(databases, new OutboxSignal(), Clock, NullLogger<TrialRegistry>.Instance);

    private protected PromotionDecider DeciderOn(IDatabases<TrainingDatabase> databases) => new(
        databases, PromotionsOn(databases), ActivationsNow(), Options.Create(Settings), new Replica(), Clock,
        NullLogger<PromotionDecider>.Instance);

    /// <summary>Puts versions of the model "mine" into the registry.</summary>
    private protected async Task AddAsync(IDatabases<TrainingDatabase> databases, params string[] versions)
    {
        await using var database = databases.Open();
        database.Models.AddRange(versions.Select(version => ModelOf(version)));
        await database.SaveChangesAsync().WithTimeout();
    }

    private protected ModelRow ModelOf(string version, ModelState state = ModelState.Published) => new()
    {
        Task = Keywords,
        Name = "mine",
        Version = version,
        State = state,
        PackageKey = $"models/keyword-spotting/mine/{version}",
        ManifestSha256 = HashOf(version),
        Manifest = "{}",
        Bytes = 1,
        Gates = "[]",
        CreatedBy = "tests",
        CreatedAt = Clock.GetUtcNow(),
    };

    /// <summary>What a replica asks, and the answer.</summary>
    private protected Task<(ModelRow Model, string PromotionId)?> AskAsync(
        Promotions promotions, string instance, string serves = "", string promotion = "", string refusal = "",
        string hindrance = "") => promotions.ResolveAsync(
            Keywords,
            Aliases.Champion,
            new ActivationRow
            {
                Service = "audioinference",
                Instance = instance,
                Task = Keywords,
                Name = serves.Length > 0 ? "mine" : "",
                Version = serves,
                ManifestSha256 = serves.Length > 0 ? HashOf(serves) : "",
                PromotionId = promotion,
                Refusal = refusal,
                Hindrance = hindrance,
                At = Clock.GetUtcNow(),
            },
            CancellationToken.None).WithTimeout();

    private protected static Task<PromotionRow> PromoteAsync(
        Promotions promotions, string version, string alias = Aliases.Champion, TrialPolicy? policy = null) =>
        promotions.StartAsync(Keywords, "mine", version, alias, policy, "tests", CancellationToken.None)
            .WithTimeout();

    private protected static async Task<string?> AliasAsync(IDatabases<TrainingDatabase> databases, string alias)
    {
        await using var database = databases.Open();
        return await database.Aliases.Where(row => row.Alias == alias).Select(row => row.Version)
            .SingleOrDefaultAsync().WithTimeout();
    }

    private protected static async Task<List<OutboxRow>> EventsAsync(IDatabases<TrainingDatabase> databases)
    {
        await using var database = databases.Open();
        return await database.Outbox.AsNoTracking().OrderBy(row => row.Position).ToListAsync().WithTimeout();
    }

    private protected async Task<PromotionRow> StateAsync(Promotions promotions, string id) =>
        (await promotions.FindAsync(id, CancellationToken.None).WithTimeout()).Promotion;

    /// <summary>Lets the clock run, in short steps, until it is so; replicas say something at each.</summary>
    private protected async Task AdvanceUntilAsync(
        Func<Task<bool>> reached, Func<Task>? each = null)
    {
        for (var tries = 0; !await reached().WithTimeout(); tries++)
        {
            Assert.True(tries < 500, "it did not come about");
            Clock.Advance(TimeSpan.FromSeconds(0.5));
            if (each is not null)
                await each().WithTimeout();
            await Task.Delay(5);
        }
    }

    private static string HashOf(string version) => version.Replace('.', 'a').PadRight(64, '0');

    private Activations ActivationsNow() => new(Options.Create(Settings), Clock);
}
