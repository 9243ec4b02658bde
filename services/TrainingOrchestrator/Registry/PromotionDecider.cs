using System.Globalization;
using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Ends promotions: done once every replica that lives serves the version, failed when one refused it or time
/// is over. One replica of this service at a time does so.</summary>
internal sealed class PromotionDecider(
    IDatabases<TrainingDatabase> databases,
    Promotions promotions,
    Activations activations,
    IOptions<PromotionOptions> options,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<PromotionDecider> logger) : BackgroundService
{
    private const string Lease = "promotions";
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();
    private bool _isBlocked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DecideAsync(stoppingToken).ConfigureAwait(false);
                _isBlocked = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Told once: the database may be away for long.
                if (!_isBlocked)
                    TrainingLog.PromotionsWait(logger, e.Message);
                _isBlocked = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(options.Value.Poll, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var underWay = await Promotions.UnderWay(database).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (underWay.Count == 0)
            return;
        if (!await database.TryHoldAsync(Lease, replica.Name, timeProvider.GetUtcNow(), s_lease, cancellationToken)
                .ConfigureAwait(false))
            return;
        await activations.ForgetAsync(database, cancellationToken).ConfigureAwait(false);
        foreach (var promotion in underWay)
        {
            var replicas = await promotions.StandsAsync(database, promotion, cancellationToken).ConfigureAwait(false);
            if (Outcome(promotion, replicas) is { } outcome)
                await promotions
                    .DecideAsync(promotion.Id, outcome.State, outcome.Reason, replicas, cancellationToken)
                    .ConfigureAwait(false);
        }
    }

    private (PromotionState State, string Reason)? Outcome(PromotionRow promotion, IReadOnlyList<ReplicaStand> replicas)
    {
        var now = timeProvider.GetUtcNow();
        if (replicas.FirstOrDefault(replica => replica.Refusal.Length > 0) is { } refuses)
            return (PromotionState.Failed, $"{refuses.Name} refused it: {refuses.Refusal}");
        // While nobody listened here replicas could not be heard of, though they live.
        if (promotion.StartedAt < _startedAt && now < _startedAt + options.Value.HeardWithin)
            return null;
        var active = replicas.Count(replica => replica.IsActive);
        if (active == replicas.Count && active >= options.Value.MinReplicas)
            return (PromotionState.Done, string.Create(CultureInfo.InvariantCulture, $"{active} replicas serve it"));
        return now - promotion.StartedAt > options.Value.Patience
            ? (PromotionState.Failed, TooFew(replicas, active))
            : null;
    }

    private string TooFew(IReadOnlyList<ReplicaStand> replicas, int active) => string.Join("; ", [
        string.Create(CultureInfo.InvariantCulture,
            $"{active} of {replicas.Count} replicas served it within {options.Value.Patience.TotalSeconds} s, "
            + $"wanted: all, at least {options.Value.MinReplicas}"),
        .. replicas.Where(replica => replica.Hindrance.Length > 0)
            .Select(replica => $"{replica.Name}: {replica.Hindrance}")]);
}
