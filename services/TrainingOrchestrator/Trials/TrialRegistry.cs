using System.Text.Json;
using Kws.Contracts.Events;
using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Trials;

/// <summary>The trials of all tasks; one a task is under way.</summary>
internal sealed class TrialRegistry(
    IDatabases<TrainingDatabase> databases, OutboxSignal outbox, TimeProvider timeProvider,
    ILogger<TrialRegistry> logger)
{
    /// <summary>The newest first, with what was heard.</summary>
    /// <param name="task">Null: all.</param>
    /// <param name="model">Of the listener or the champion; null: all.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<IReadOnlyList<(TrialRow Trial, TrialFigures Figures)>> ListAsync(
        ModelTask? task, (string Name, string Version)? model, int limit, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var rows = database.Trials.AsNoTracking().Where(row => task == null || row.Task == task);
        if (model is var (name, version))
            rows = rows.Where(row => (row.ListenerName == name && row.ListenerVersion == version)
                || (row.ChampionName == name && row.ChampionVersion == version));
        var trials = new List<(TrialRow, TrialFigures)>();
        foreach (var row in await rows.OrderByDescending(row => row.StartedAt).Take(limit)
            .ToListAsync(cancellationToken).ConfigureAwait(false))
            trials.Add((row, await FiguresAsync(database, row, cancellationToken).ConfigureAwait(false)));
        return trials;
    }

    /// <summary>Stores what a replica heard; what it said before is replaced, since it tells sums.</summary>
    /// <returns>The trial under way, with its listener; null: there is none.</returns>
    public async Task<(TrialRow Trial, ModelRow Listener)?> FollowAsync(
        ModelTask task, TrialReportRow? said, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var trial = await UnderWay(database).AsNoTracking()
            .SingleOrDefaultAsync(row => row.Task == task, cancellationToken).ConfigureAwait(false);
        if (trial is null)
            return null;
        // What is said of a trial that ended changes nothing any more.
        if (said?.TrialId == trial.Id)
            await HearAsync(database, said, cancellationToken).ConfigureAwait(false);
        var listener = await ModelRegistry.RequireAsync(
            database, task, trial.ListenerName, trial.ListenerVersion, cancellationToken).ConfigureAwait(false);
        return (trial, listener);
    }

    /// <summary>Ends the trial under way without a decision.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<(TrialRow Trial, TrialFigures Figures)> WithdrawAsync(
        ModelTask task, string by, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var trial = await UnderWay(database).SingleOrDefaultAsync(row => row.Task == task, cancellationToken)
            .ConfigureAwait(false) ?? throw new NotFoundException($"{task.ToName()} trial", "under way");
        await EndAsync(database, trial, new TrialVerdict(TrialState.Withdrawn, $"withdrawn by {by}"), cancellationToken)
            .ConfigureAwait(false);
        await SaveAsync(database, trial, cancellationToken).ConfigureAwait(false);
        return (trial, TrialFigures.OfJson(trial.Figures!));
    }

    /// <summary>Ends a trial as rejected or kept.</summary>
    public async Task DecideAsync(string id, TrialVerdict verdict, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var trial = await database.Trials.SingleAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
        if (trial.State != TrialState.Listening)
            return;
        await EndAsync(database, trial, verdict, cancellationToken).ConfigureAwait(false);
        if (verdict.State == TrialState.Rejected)
            database.Tell(new ModelRejected
            {
                EventId = $"trial:{trial.Id}",
                OccurredAt = trial.DecidedAt!.Value,
                Task = trial.Task.ToName(),
                Name = trial.ListenerName,
                Version = trial.ListenerVersion,
                Service = ModelAnnouncements.Service,
                Reason = verdict.Reason,
            });
        await SaveAsync(database, trial, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds what a new candidate's promotion begins: its trial. The one under way ends.</summary>
    public async Task BeginAsync(
        TrainingDatabase database, PromotionRow candidate, TrialPolicy policy, CancellationToken cancellationToken)
    {
        await EndUnderWayAsync(database, candidate.Task, "another candidate came", cancellationToken)
            .ConfigureAwait(false);
        var champion = await database.Aliases.AsNoTracking().SingleOrDefaultAsync(
            row => row.Task == candidate.Task && row.Alias == Aliases.Champion, cancellationToken)
            .ConfigureAwait(false);
        await AddAsync(
            database, candidate.Id, candidate.Task, (candidate.Name, candidate.Version),
            champion is null ? null : (champion.Name, champion.Version), isGuard: false, policy, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Adds what a new champion begins: where a trial promoted it, the former one listens on. A trial under
    /// way compared with another champion, and ends.</summary>
    public async Task CrownAsync(
        TrainingDatabase database, PromotionRow champion, CancellationToken cancellationToken)
    {
        await EndUnderWayAsync(database, champion.Task, "another champion came", cancellationToken)
            .ConfigureAwait(false);
        var won = await database.Trials.AsNoTracking().SingleOrDefaultAsync(
            row => row.PromotionId == champion.Id && row.State == TrialState.Promoted, cancellationToken)
            .ConfigureAwait(false);
        if (won is null || champion.PreviousName is null || champion.PreviousVersion is null
            || PolicyOf(won) is not { GuardHours: > 0 } policy)
            return;
        await AddAsync(
            database, Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N"), champion.Task,
            (champion.PreviousName, champion.PreviousVersion), (champion.Name, champion.Version), isGuard: true, policy,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a trial in what is to be stored.</summary>
    public async Task EndAsync(
        TrainingDatabase database, TrialRow trial, TrialVerdict verdict, CancellationToken cancellationToken)
    {
        var figures = await FiguresAsync(database, trial, cancellationToken).ConfigureAwait(false);
        (trial.State, trial.Reason, trial.DecidedAt) = (verdict.State, verdict.Reason, timeProvider.GetUtcNow());
        trial.Figures = figures.ToJson();
        var candidate = await database.Aliases.SingleOrDefaultAsync(
            row => row.Task == trial.Task && row.Alias == Aliases.Candidate && row.PromotionId == trial.Id,
            cancellationToken).ConfigureAwait(false);
        if (candidate is not null)
            database.Aliases.Remove(candidate);
        TrainingLog.TrialEnded(
            logger, trial.Id, trial.ListenerName, trial.ListenerVersion, verdict.State.ToString(), verdict.Reason);
    }

    /// <summary>What was heard so far, or when it was decided.</summary>
    public static async Task<TrialFigures> FiguresAsync(
        TrainingDatabase database, TrialRow trial, CancellationToken cancellationToken)
    {
        if (trial.Figures is { } decided)
            return TrialFigures.OfJson(decided);
        var reports = await ReportsAsync(database, trial.Id, cancellationToken).ConfigureAwait(false);
        return TrialFigures.Sum([.. reports.Select(report => TrialFigures.OfJson(report.Figures))]);
    }

    public static Task<List<TrialReportRow>> ReportsAsync(
        TrainingDatabase database, string trialId, CancellationToken cancellationToken) =>
        database.TrialReports.AsNoTracking().Where(row => row.TrialId == trialId).ToListAsync(cancellationToken);

    public static IQueryable<TrialRow> UnderWay(TrainingDatabase database) =>
        database.Trials.Where(row => row.State == TrialState.Listening);

    public static TrialPolicy PolicyOf(TrialRow trial) => JsonSerializer.Deserialize<TrialPolicy>(trial.Policy)!;

    private async Task EndUnderWayAsync(
        TrainingDatabase database, ModelTask task, string reason, CancellationToken cancellationToken)
    {
        var trial = await UnderWay(database).SingleOrDefaultAsync(row => row.Task == task, cancellationToken)
            .ConfigureAwait(false);
        if (trial is not null)
            await EndAsync(database, trial, new TrialVerdict(TrialState.Withdrawn, reason), cancellationToken)
                .ConfigureAwait(false);
    }

    private async Task AddAsync(
        TrainingDatabase database, string id, ModelTask task, (string Name, string Version) listener,
        (string Name, string Version)? champion, bool isGuard, TrialPolicy policy, CancellationToken cancellationToken)
    {
        var served = champion is var (name, version)
            ? await ModelRegistry.RequireAsync(database, task, name, version, cancellationToken).ConfigureAwait(false)
            : null;
        database.Trials.Add(new TrialRow
        {
            Id = id,
            Task = task,
            ListenerName = listener.Name,
            ListenerVersion = listener.Version,
            ChampionName = champion?.Name,
            ChampionVersion = champion?.Version,
            ChampionSha256 = served?.ManifestSha256 ?? "",
            IsGuard = isGuard,
            Policy = JsonSerializer.Serialize(policy),
            State = TrialState.Listening,
            StartedAt = timeProvider.GetUtcNow(),
        });
        TrainingLog.TrialBegan(logger, id, listener.Name, listener.Version, isGuard ? "guard" : "candidate");
    }

    private async Task SaveAsync(TrainingDatabase database, TrialRow trial, CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new FailedPreconditionException($"trial {trial.Id} was decided just now");
        }

        outbox.Ring();
    }

    private static async Task HearAsync(
        TrainingDatabase database, TrialReportRow said, CancellationToken cancellationToken)
    {
        if (await UpdateAsync(database, said, cancellationToken).ConfigureAwait(false))
            return;
        database.TrialReports.Add(said);
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

    private static async Task<bool> UpdateAsync(
        TrainingDatabase database, TrialReportRow said, CancellationToken cancellationToken) =>
        await database.TrialReports
            .Where(row => row.TrialId == said.TrialId && row.Service == said.Service && row.Instance == said.Instance)
            .ExecuteUpdateAsync(
                row => row.SetProperty(r => r.Figures, said.Figures)
                    .SetProperty(r => r.Refusal, said.Refusal)
                    .SetProperty(r => r.Hindrance, said.Hindrance)
                    .SetProperty(r => r.At, said.At),
                cancellationToken)
            .ConfigureAwait(false) > 0;
}
