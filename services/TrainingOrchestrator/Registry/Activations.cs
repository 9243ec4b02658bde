using System.Text.Json;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>What replicas said last of the models that they serve.</summary>
internal sealed class Activations(IOptions<PromotionOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_forgotten = TimeSpan.FromHours(1);

    /// <summary>Stores what a replica says; what it said before is replaced.</summary>
    public async Task HearAsync(TrainingDatabase database, ActivationRow said, CancellationToken cancellationToken)
    {
        if (await UpdateAsync(database, said, cancellationToken).ConfigureAwait(false))
            return;
        database.Activations.Add(said);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // It said it to two replicas of this service at once.
            database.ChangeTracker.Clear();
            await UpdateAsync(database, said, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The replicas of a task that live, by service and instance.</summary>
    public async Task<IReadOnlyList<ActivationRow>> LivingAsync(
        TrainingDatabase database, ModelTask task, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetUtcNow() - options.Value.HeardWithin;
        return await database.Activations.AsNoTracking()
            .Where(row => row.Task == task && row.At >= since)
            .OrderBy(row => row.Service).ThenBy(row => row.Instance)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of those that were not heard of for long: each process is another instance.</summary>
    public Task ForgetAsync(TrainingDatabase database, CancellationToken cancellationToken)
    {
        var before = timeProvider.GetUtcNow() - s_forgotten;
        return database.Activations.Where(row => row.At < before).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task<bool> UpdateAsync(
        TrainingDatabase database, ActivationRow said, CancellationToken cancellationToken) =>
        await database.Activations
            .Where(row => row.Service == said.Service && row.Instance == said.Instance && row.Task == said.Task)
            .ExecuteUpdateAsync(
                row => row.SetProperty(r => r.Name, said.Name)
                    .SetProperty(r => r.Version, said.Version)
                    .SetProperty(r => r.ManifestSha256, said.ManifestSha256)
                    .SetProperty(r => r.PromotionId, said.PromotionId)
                    .SetProperty(r => r.Refusal, said.Refusal)
                    .SetProperty(r => r.Hindrance, said.Hindrance)
                    .SetProperty(r => r.At, said.At),
                cancellationToken)
            .ConfigureAwait(false) > 0;
}

/// <summary>Where a replica stands in a promotion.</summary>
/// <param name="Service">Such as "audioinference".</param>
/// <param name="Instance">Names the process.</param>
/// <param name="Serves">"name/version"; empty: nothing.</param>
/// <param name="IsActive">It serves what is promoted.</param>
/// <param name="Refusal">Why it never will; empty: it may.</param>
/// <param name="Hindrance">What keeps it from it so far.</param>
/// <param name="At">When it said so.</param>
internal sealed record ReplicaStand(
    string Service, string Instance, string Serves, bool IsActive, string Refusal, string Hindrance, DateTimeOffset At)
{
    /// <param name="said">What the replica said.</param>
    /// <param name="promotion">What it is measured by.</param>
    /// <param name="manifestSha256">Of the promoted package's manifest.</param>
    public static ReplicaStand Of(ActivationRow said, PromotionRow promotion, string manifestSha256)
    {
        // What it says of another promotion is about another package.
        var isAboutThis = said.PromotionId == promotion.Id;
        return new ReplicaStand(
            said.Service,
            said.Instance,
            said.Name.Length == 0 ? "" : $"{said.Name}/{said.Version}",
            said.ManifestSha256 == manifestSha256,
            isAboutThis ? said.Refusal : "",
            isAboutThis ? said.Hindrance : "",
            said.At);
    }

    public static string ToJson(IReadOnlyList<ReplicaStand> stands) => JsonSerializer.Serialize(stands);

    public static IReadOnlyList<ReplicaStand> OfJson(string json) =>
        JsonSerializer.Deserialize<IReadOnlyList<ReplicaStand>>(json) ?? [];

    /// <summary>For people.</summary>
    public string Name => $"{Service} {Instance}";
}
