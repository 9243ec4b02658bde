using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Database;

/// <summary>Whether the tables can be read.</summary>
internal sealed class DatabaseHealthCheck<TDatabase>(IDatabases<TDatabase> databases) : IHealthCheck
    where TDatabase : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = databases.Open();
            await database.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy(databases.Kind);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{databases.Kind}: {e.Message}");
        }
    }
}
