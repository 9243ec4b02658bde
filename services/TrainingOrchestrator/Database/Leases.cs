using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Work that one replica does at a time: whoever holds its lease.</summary>
internal static class Leases
{
    /// <summary>Takes a lease or keeps it; false while it is another's.</summary>
    public static async Task<bool> TryHoldAsync(
        this TrainingDatabase database,
        string name,
        string owner,
        DateTimeOffset now,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var until = now + duration;
        var held = await database.Leases
            .Where(lease => lease.Name == name && (lease.Owner == owner || lease.Until < now))
            .ExecuteUpdateAsync(
                lease => lease.SetProperty(row => row.Owner, owner).SetProperty(row => row.Until, until),
                cancellationToken)
            .ConfigureAwait(false);
        if (held > 0)
            return true;
        if (await database.Leases.AnyAsync(lease => lease.Name == name, cancellationToken).ConfigureAwait(false))
            return false;
        database.Leases.Add(new LeaseRow { Name = name, Owner = owner, Until = until });
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another replica was first.
            database.ChangeTracker.Clear();
            return false;
        }
    }
}
