using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Trials;

/// <summary>Ends trials as their policies say: promotes, rejects, keeps or rolls back. One replica of this service at a
/// time does so.</summary>
internal sealed class TrialDecider(
    IDatabases<TrainingDatabase> databases,
    TrialRegistry trials,
    Promotions promotions,
    IOptions<TrialOptions> options,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<TrialDecider> logger) : BackgroundService
{
    private const string Lease = "trials";
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(15);
    private string? _wait;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DecideAsync(stoppingToken).ConfigureAwait(false);
                _wait = null;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Told once: the database may be away for long, or a promotion under way.
                if (_wait != e.Message)
                    TrainingLog.TrialsWait(logger, e.Message);
                _wait = e.Message;
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
        var underWay = await TrialRegistry.UnderWay(database).AsNoTracking().ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (underWay.Count == 0)
            return;
        if (!await database.TryHoldAsync(Lease, replica.Name, timeProvider.GetUtcNow(), s_lease, cancellationToken)
                .ConfigureAwait(false))
            return;
        foreach (var trial in underWay)
        {
            if (await VerdictAsync(database, trial, cancellationToken).ConfigureAwait(false) is { } verdict)
                await CarryOutAsync(trial, verdict, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<TrialVerdict?> VerdictAsync(
        TrainingDatabase database, TrialRow trial, CancellationToken cancellationToken)
    {
        var reports = await TrialRegistry.ReportsAsync(database, trial.Id, cancellationToken).ConfigureAwait(false);
        // A former champion that a replica cannot load says nothing of the new one: others hear for it.
        if (!trial.IsGuard && reports.FirstOrDefault(report => report.Refusal.Length > 0) is { } refuses)
            return new TrialVerdict(
                TrialState.Rejected, $"{refuses.Service} {refuses.Instance} refused it: {refuses.Refusal}");
        var policy = TrialRegistry.PolicyOf(trial);
        if (!policy.Decides)
            return null;
        var evidence = TrialFigures.Sum([.. reports.Select(report => TrialFigures.OfJson(report.Figures))])
            .Of(trial.IsGuard);
        return trial.IsGuard
            ? TrialVerdict.OnGuard(policy, evidence)
            : TrialVerdict.OnCandidate(policy, evidence);
    }

    private async Task CarryOutAsync(TrialRow trial, TrialVerdict verdict, CancellationToken cancellationToken)
    {
        switch (verdict.State)
        {
            case TrialState.Promoted:
                await promotions.PromoteOfTrialAsync(trial, verdict, cancellationToken).ConfigureAwait(false);
                break;
            case TrialState.RolledBack:
                await promotions.RollBackOfTrialAsync(trial, verdict, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await trials.DecideAsync(trial.Id, verdict, cancellationToken).ConfigureAwait(false);
                break;
        }
    }
}
