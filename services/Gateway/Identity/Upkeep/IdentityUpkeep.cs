using System.Diagnostics;
using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Connect;
using Kws.Gateway.Identity.Keys;
using Kws.Gateway.Identity.People;
using Kws.Gateway.Identity.Revoking;
using OpenIddict.Abstractions;

namespace Kws.Gateway.Identity.Upkeep;

/// <summary>What the identity needs before the gateway listens, and every now and then.</summary>
internal sealed class IdentityUpkeep(
    KeyRing keys,
    RevocationList revocations,
    Invitations invitations,
    StoredAudit audit,
    IServiceScopeFactory scopes,
    TimeProvider timeProvider,
    ILogger<IdentityUpkeep> logger) : BackgroundService, IHostedLifecycleService
{
    // Of another gateway: with it what a revoked device has open ends here too.
    private static readonly TimeSpan s_revocations = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_keys = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pruning = TimeSpan.FromHours(1);

    // Tokens that are over a while longer: a refresh token that comes again tells of a theft.
    private static readonly TimeSpan s_tokensKept = TimeSpan.FromDays(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await keys.RefreshAsync(cancellationToken);
        await revocations.RefreshAsync(cancellationToken);
        await KnownClients.EnsureAsync(scopes, cancellationToken);
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await invitations.CreateFirstAsync(cancellationToken) is { } first)
            logger.FirstPerson(first.ExpiresAt, first.Link);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deletes what is over.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        await revocations.PruneAsync(cancellationToken);
        await invitations.PruneAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var before = timeProvider.GetUtcNow() - s_tokensKept;
        var over = await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>()
            .PruneAsync(before, cancellationToken);
        over += await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>()
            .PruneAsync(before, cancellationToken);
        logger.Pruned(over, await audit.PruneAsync(cancellationToken));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        return Task.WhenAll(
            RepeatAsync("reading revocations", s_revocations, revocations.RefreshAsync, stoppingToken),
            RepeatAsync("looking after the keys", s_keys, keys.RefreshAsync, stoppingToken),
            RepeatAsync("deleting what is over", s_pruning, PruneAsync, stoppingToken));
    }

    private async Task RepeatAsync(
        string work, TimeSpan period, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, timeProvider);
        while (await NextAsync(timer, cancellationToken))
        {
            try
            {
                await run(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                logger.UpkeepFailed(work, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
