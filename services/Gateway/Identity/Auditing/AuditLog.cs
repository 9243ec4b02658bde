using Kws.Database;
using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.Auditing;

/// <summary>As log lines alone, for a gateway without a database.</summary>
internal sealed class LoggedAudit(ILogger<LoggedAudit> logger) : IAuditLog
{
    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        AuditLines.Write(logger, entry);
        return Task.CompletedTask;
    }
}

/// <summary>In the database, and as log lines.</summary>
internal sealed class StoredAudit(
    IDatabases<GatewayDatabase> databases,
    IOptions<IdentityOptions> options,
    TimeProvider timeProvider,
    ILogger<StoredAudit> logger) : IAuditLog
{
    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        AuditLines.Write(logger, entry);
        try
        {
            await using var database = databases.Open();
            database.Audit.Add(new AuditRow
            {
                At = timeProvider.GetUtcNow(),
                Action = entry.Action,
                Who = Printable.Text(entry.Who),
                Subject = Printable.Text(entry.Subject, AuditLines.LongestSubject),
                Address = entry.Address,
                Outcome = entry.Outcome,
            });
            // What was done was done, whether the caller still waits or not.
            await database.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException or InvalidOperationException
            or TimeoutException)
        {
            logger.AuditLost(entry.Action, e.Message);
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Those of a lower position; null: from the newest on.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.Audit.AsNoTracking()
            .Where(row => before == null || row.Position < before)
            .OrderByDescending(row => row.Position).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Deletes what is kept no longer: how many.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var oldest = timeProvider.GetUtcNow() - options.Value.AuditKept;
        await using var database = databases.Open();
        return await database.Audit.Where(row => row.At < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>The log line of an entry.</summary>
internal static class AuditLines
{
    public const int LongestSubject = 256;

    public static void Write(ILogger logger, AuditEntry entry) => logger.Audited(entry.Action,
        Printable.Text(entry.Subject, LongestSubject), Printable.Text(entry.Who), entry.Address, entry.Outcome);
}
