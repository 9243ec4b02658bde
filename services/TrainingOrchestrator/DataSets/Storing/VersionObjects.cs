using Kws.Database;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>Objects of versions that came to nothing.</summary>
internal sealed class VersionObjects(IDatabases<TrainingDatabase> databases, IObjectStore store)
{
    /// <summary>Deletes what lies below a prefix, unless it is a version's.</summary>
    public async Task DeleteUnlessStoredAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        if (await database.DataSets.AnyAsync(row => row.Prefix == prefix, cancellationToken).ConfigureAwait(false))
            return;
        var left = new List<ObjectKey>();
        await foreach (var stored in store.ListAsync($"{prefix}/", cancellationToken).ConfigureAwait(false))
            left.Add(stored.Key);
        foreach (var key in left)
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
