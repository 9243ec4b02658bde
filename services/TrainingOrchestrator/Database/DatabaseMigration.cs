using Kws.ServiceDefaults.Retrying;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Polly;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Brings the tables to this version before anything else starts. Replicas that start together wait for one
/// another: Entity Framework takes the database's own lock.</summary>
internal sealed class DatabaseMigration(
    ITrainingDatabases databases,
    IOptions<DatabaseOptions> options,
    TimeProvider timeProvider,
    ILogger<DatabaseMigration> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.StartPatience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        Exception? last = null;
        var untilReached = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(EndlessRetry.Of(TimeSpan.FromMilliseconds(200), s_longestPause, failure =>
            {
                last = failure.Outcome.Exception!;
                TrainingLog.DatabaseAway(logger, databases.Kind, last.Message);
            }))
            .Build();
        try
        {
            await untilReached.ExecuteAsync(MigrateAsync, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"the database ({databases.Kind}, connection string '{DatabaseOptions.ConnectionName}') did not answer "
                + $"in {options.Value.StartPatience}: {(last ?? e).Message}", last ?? e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await database.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
    }
}
