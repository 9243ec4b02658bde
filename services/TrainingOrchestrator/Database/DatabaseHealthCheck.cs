using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Whether the tables can be read.</summary>
internal sealed class DatabaseHealthCheck(ITrainingDatabases databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = databases.Open();
            await database.Leases.AsNoTracking().AnyAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy(databases.Kind);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{databases.Kind}: {e.Message}");
        }
    }
}
