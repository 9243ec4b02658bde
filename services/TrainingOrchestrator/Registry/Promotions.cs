using Kws.Contracts.Events;
using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Gives aliases to versions. Each change is stored together with the event that tells it.</summary>
internal sealed class Promotions(
    IDatabases<TrainingDatabase> databases,
    Activations activations,
    TrialRegistry trials,
    OutboxSignal outbox,
    TrainingMetrics metrics,
    TimeProvider timeProvider,
    ILogger<Promotions> logger)
{
    /// <summary>Begins to give an alias to a version; <see cref="Aliases.Candidate"/> is given at once.</summary>
    /// <param name="task">What the model is for.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="alias">"champion" or "candidate".</param>
    /// <param name="policy">Of the trial that a candidate begins; null: it begins none.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The promotion; of a version that has the alias already, the one that gave it.</returns>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="FailedPreconditionException">It was rejected, or another promotion is under way; or a candidate
    /// is the champion.</exception>
    public async Task<PromotionRow> StartAsync(
        ModelTask task, string name, string version, string alias, TrialPolicy? policy, string by,
        CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var model = await ModelRegistry.RequireAsync(database, task, name, version, cancellationToken)
            .ConfigureAwait(false);
        if (model.State == ModelState.Rejected)
            throw new FailedPreconditionException(
                $"{task.ToName()} model {name}/{version} was rejected by a gate; show it for the report");
        await RefuseWhileAnotherAsync(database, task, alias, cancellationToken).ConfigureAwait(false);
        var stands = await AliasAsync(database, task, alias, cancellationToken).ConfigureAwait(false);
        if (stands is not null && (stands.Name, stands.Version) == (name, version))
            return await database.Promotions.AsNoTracking()
                .SingleAsync(row => row.Id == stands.PromotionId, cancellationToken).ConfigureAwait(false);
        var champion = alias == Aliases.Candidate
            ? await AliasAsync(database, task, Aliases.Champion, cancellationToken).ConfigureAwait(false)
            : null;
        if (champion is not null && (champion.Name, champion.Version) == (name, version))
            throw new FailedPreconditionException(
                $"{task.ToName()} model {name}/{version} is the champion; there is nothing to compare it with");
        return await StoreAsync(
            database, model, alias, stands, by,
            promotion => policy is null
                ? Task.CompletedTask
                : trials.BeginAsync(database, promotion, policy, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to promote the champion before this one.</summary>
    /// <exception cref="FailedPreconditionException">There was none, or a promotion is under way.</exception>
    public async Task<PromotionRow> RollBackAsync(ModelTask task, string by, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await RollBackAsync(database, task, by, _ => Task.CompletedTask, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Ends a candidate's trial and begins to promote it.</summary>
    /// <exception cref="FailedPreconditionException">A promotion is under way.</exception>
    public async Task PromoteOfTrialAsync(TrialRow trial, TrialVerdict verdict, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await RefuseWhileAnotherAsync(database, trial.Task, Aliases.Champion, cancellationToken).ConfigureAwait(false);
        var model = await ModelRegistry.RequireAsync(
            database, trial.Task, trial.ListenerName, trial.ListenerVersion, cancellationToken).ConfigureAwait(false);
        var stands = await AliasAsync(database, trial.Task, Aliases.Champion, cancellationToken).ConfigureAwait(false);
        await StoreAsync(
            database, model, Aliases.Champion, stands, $"trial {trial.Id}",
            promotion => EndTrialAsync(database, trial.Id, verdict, promotion, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Ends a guard and begins to promote the champion before.</summary>
    /// <exception cref="FailedPreconditionException">A promotion is under way.</exception>
    public async Task RollBackOfTrialAsync(TrialRow trial, TrialVerdict verdict, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await RollBackAsync(
            database, trial.Task, $"trial {trial.Id}",
            promotion => EndTrialAsync(database, trial.Id, verdict, promotion, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task EndTrialAsync(
        TrainingDatabase database, string id, TrialVerdict verdict, PromotionRow promotion,
        CancellationToken cancellationToken)
    {
        var trial = await database.Trials.SingleAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
        if (trial.State != TrialState.Listening)
            throw new FailedPreconditionException($"trial {id} was decided just now");
        await trials.EndAsync(database, trial, verdict, cancellationToken).ConfigureAwait(false);
        trial.PromotionId = promotion.Id;
    }

    private async Task<PromotionRow> RollBackAsync(
        TrainingDatabase database, ModelTask task, string by, Func<PromotionRow, Task> with,
        CancellationToken cancellationToken)
    {
        await RefuseWhileAnotherAsync(database, task, Aliases.Champion, cancellationToken).ConfigureAwait(false);
        var champion = await AliasAsync(database, task, Aliases.Champion, cancellationToken).ConfigureAwait(false)
            ?? throw new FailedPreconditionException($"no {task.ToName()} model was promoted yet");
        var promotion = await database.Promotions.AsNoTracking()
            .SingleAsync(row => row.Id == champion.PromotionId, cancellationToken).ConfigureAwait(false);
        if (promotion.PreviousName is null || promotion.PreviousVersion is null)
            throw new FailedPreconditionException(
                $"{champion.Name}/{champion.Version} is the first {task.ToName()} model that was promoted");
        var previous = await ModelRegistry.RequireAsync(
            database, task, promotion.PreviousName, promotion.PreviousVersion, cancellationToken)
            .ConfigureAwait(false);
        return await StoreAsync(database, previous, Aliases.Champion, champion, by, with, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A promotion as it is now, and where the replicas stand in it.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<(PromotionRow Promotion, IReadOnlyList<ReplicaStand> Replicas)> FindAsync(
        string id, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var promotion = await database.Promotions.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("promotion", id);
        return (promotion, promotion.State == PromotionState.RollingOut
            ? await StandsAsync(database, promotion, cancellationToken).ConfigureAwait(false)
            : ReplicaStand.OfJson(promotion.Replicas));
    }

    /// <summary>Where the living replicas stand.</summary>
    public async Task<IReadOnlyList<ReplicaStand>> StandsAsync(
        TrainingDatabase database, PromotionRow promotion, CancellationToken cancellationToken)
    {
        var model = await ModelRegistry.RequireAsync(
            database, promotion.Task, promotion.Name, promotion.Version, cancellationToken).ConfigureAwait(false);
        var living = await activations.LivingAsync(database, promotion.Task, cancellationToken).ConfigureAwait(false);
        return [.. living.Select(said => ReplicaStand.Of(said, promotion, model.ManifestSha256))];
    }

    /// <summary>Stores what a replica says, and answers what it shall serve: what is being promoted, or else the
    /// champion.</summary>
    /// <param name="task">What the model is for.</param>
    /// <param name="alias">What is asked for; a promotion under way counts for replicas alone.</param>
    /// <param name="said">Null: it is no replica that asks.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>Null: nothing was promoted yet.</returns>
    public async Task<(ModelRow Model, string PromotionId)?> ResolveAsync(
        ModelTask task, string alias, ActivationRow? said, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        if (said is not null)
            await activations.HearAsync(database, said, cancellationToken).ConfigureAwait(false);
        var underWay = said is null ? null : await UnderWay(database)
            .SingleOrDefaultAsync(row => row.Task == task && row.Alias == alias, cancellationToken)
            .ConfigureAwait(false);
        var stands = await AliasAsync(database, task, alias, cancellationToken).ConfigureAwait(false);
        if (underWay is null && stands is null)
            return null;
        var (name, version, promotion) = underWay is not null
            ? (underWay.Name, underWay.Version, underWay.Id)
            : (stands!.Name, stands.Version, stands.PromotionId);
        var model = await ModelRegistry.RequireAsync(database, task, name, version, cancellationToken)
            .ConfigureAwait(false);
        return (model, promotion);
    }

    /// <summary>Stores how a promotion ended; with <see cref="PromotionState.Done"/> the alias is given, in the same
    /// transaction.</summary>
    /// <returns>False: it was decided meanwhile.</returns>
    public async Task<bool> DecideAsync(
        string id, PromotionState state, string reason, IReadOnlyList<ReplicaStand> replicas,
        CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var promotion = await database.Promotions.SingleAsync(row => row.Id == id, cancellationToken)
            .ConfigureAwait(false);
        if (promotion.State != PromotionState.RollingOut)
            return false;
        (promotion.State, promotion.Reason, promotion.DecidedAt) = (state, reason, timeProvider.GetUtcNow());
        promotion.Replicas = ReplicaStand.ToJson(replicas);
        if (state == PromotionState.Done)
        {
            await GiveAsync(database, promotion, cancellationToken).ConfigureAwait(false);
            await trials.CrownAsync(database, promotion, cancellationToken).ConfigureAwait(false);
        }
        else
            await TellFailureAsync(database, promotion, cancellationToken).ConfigureAwait(false);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // Another replica decided it between the look and now: its decision stands.
            return false;
        }

        metrics.Promoted(state);
        TrainingLog.PromotionDecided(logger, id, promotion.Name, promotion.Version, state.ToString(), reason);
        outbox.Ring();
        return true;
    }

    /// <summary>Those that wait for their replicas.</summary>
    public static IQueryable<PromotionRow> UnderWay(TrainingDatabase database) =>
        database.Promotions.AsNoTracking().Where(row => row.State == PromotionState.RollingOut);

    private async Task<PromotionRow> StoreAsync(
        TrainingDatabase database, ModelRow model, string alias, AliasRow? before, string by,
        Func<PromotionRow, Task> with, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var promotion = new PromotionRow
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Task = model.Task,
            Alias = alias,
            Name = model.Name,
            Version = model.Version,
            PreviousName = before?.Name,
            PreviousVersion = before?.Version,
            State = alias == Aliases.Champion ? PromotionState.RollingOut : PromotionState.Done,
            By = by,
            StartedAt = now,
            DecidedAt = alias == Aliases.Champion ? null : now,
        };
        database.Promotions.Add(promotion);
        if (alias == Aliases.Champion)
            Order(database, model, promotion.Id, now);
        else
            await GiveAsync(database, promotion, cancellationToken).ConfigureAwait(false);
        await with(promotion).ConfigureAwait(false);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // The database takes one promotion a task: somebody was faster.
            database.ChangeTracker.Clear();
            await RefuseWhileAnotherAsync(database, model.Task, alias, cancellationToken).ConfigureAwait(false);
            throw new FailedPreconditionException($"another promotion of {model.Task.ToName()} was decided just now");
        }

        TrainingLog.PromotionStarted(logger, promotion.Id, alias, model.Name, model.Version);
        outbox.Ring();
        return promotion;
    }

    private static async Task RefuseWhileAnotherAsync(
        TrainingDatabase database, ModelTask task, string alias, CancellationToken cancellationToken)
    {
        var other = await UnderWay(database)
            .SingleOrDefaultAsync(row => row.Task == task && row.Alias == alias, cancellationToken)
            .ConfigureAwait(false);
        if (other is not null)
            throw new FailedPreconditionException(
                $"promotion {other.Id} of {task.ToName()} model {other.Name}/{other.Version} is under way");
    }

    private static async Task GiveAsync(
        TrainingDatabase database, PromotionRow promotion, CancellationToken cancellationToken)
    {
        var at = promotion.DecidedAt ?? promotion.StartedAt;
        var alias = await database.Aliases
            .SingleOrDefaultAsync(
                row => row.Task == promotion.Task && row.Alias == promotion.Alias, cancellationToken)
            .ConfigureAwait(false);
        if (alias is null)
            database.Aliases.Add(new AliasRow
            {
                Task = promotion.Task,
                Alias = promotion.Alias,
                Name = promotion.Name,
                Version = promotion.Version,
                PromotionId = promotion.Id,
                At = at,
            });
        else
            (alias.Name, alias.Version, alias.PromotionId, alias.At) =
                (promotion.Name, promotion.Version, promotion.Id, at);
    }

    private static async Task TellFailureAsync(
        TrainingDatabase database, PromotionRow promotion, CancellationToken cancellationToken)
    {
        var at = promotion.DecidedAt!.Value;
        database.Tell(new ModelRejected
        {
            EventId = $"failed:{promotion.Id}",
            OccurredAt = at,
            Task = promotion.Task.ToName(),
            Name = promotion.Name,
            Version = promotion.Version,
            Service = ModelAnnouncements.Service,
            Reason = promotion.Reason,
        });
        if (promotion.PreviousName is null || promotion.PreviousVersion is null)
            return;
        var previous = await ModelRegistry.RequireAsync(
            database, promotion.Task, promotion.PreviousName, promotion.PreviousVersion, cancellationToken)
            .ConfigureAwait(false);
        Order(database, previous, $"{promotion.Id}:back", at);
    }

    private static void Order(TrainingDatabase database, ModelRow model, string id, DateTimeOffset at) =>
        database.Tell(new ModelActivated
        {
            EventId = $"order:{id}",
            OccurredAt = at,
            Task = model.Task.ToName(),
            Name = model.Name,
            Version = model.Version,
            PackageKey = model.PackageKey,
            Service = "",
        });

    private static Task<AliasRow?> AliasAsync(
        TrainingDatabase database, ModelTask task, string alias, CancellationToken cancellationToken) =>
        database.Aliases.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Task == task && row.Alias == alias, cancellationToken);
}
