using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.Database;

/// <summary>Brings the tables to this version before anything else starts. Replicas that start together wait for one
/// another: Entity Framework takes the database's own lock.</summary>
internal sealed class DatabaseMigration<TDatabase>(
    IDatabases<TDatabase> databases,
    DatabaseSource source,
    TimeProvider timeProvider,
    ILogger<DatabaseMigration<TDatabase>> logger) : IHostedLifecycleService
    where TDatabase : DbContext
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private Exception? _last;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(source.StartPatience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            for (var pause = s_firstPause; !await IsMigratedAsync(either.Token).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
                await Task.Delay(pause, timeProvider, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"the database ({databases.Kind}, connection string '{source.ConnectionName}') did not answer "
                + $"in {source.StartPatience}: {(_last ?? e).Message}", _last ?? e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> IsMigratedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var database = databases.Open();
            await database.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _last = e;
            logger.DatabaseAway(databases.Kind, e.Message);
            return false;
        }
    }
}
