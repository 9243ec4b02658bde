using System.Globalization;
using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Gives models their versions: 1.0.0, 1.1.0, 1.2.0 ... of a name.</summary>
internal sealed class ModelVersions(IDatabases<TrainingDatabase> databases)
{
    /// <summary>The version of a job's model: the next of its name, the same however often it is asked.</summary>
    public async Task<string> ReserveAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var row = await database.Jobs.SingleAsync(stored => stored.Id == job.Id, cancellationToken)
            .ConfigureAwait(false);
        if (row.ModelVersion is { } known)
            return known;
        var taken = await database.Models.Where(model => model.Task == row.Task && model.Name == row.ModelName)
            .Select(model => model.Version)
            .Concat(database.Jobs.Where(other => other.Task == row.Task && other.ModelName == row.ModelName
                && other.ModelVersion != null).Select(other => other.ModelVersion!))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        row.ModelVersion = NextAfter(taken);
        await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return row.ModelVersion;
    }

    /// <summary>One minor version above the highest.</summary>
    internal static string NextAfter(IEnumerable<string> versions)
    {
        var highest = versions.Select(version => Version.TryParse(version, out var parsed) ? parsed : new Version(0, 0))
            .DefaultIfEmpty(null).Max();
        return highest is null
            ? "1.0.0"
            : string.Create(CultureInfo.InvariantCulture, $"{highest.Major}.{highest.Minor + 1}.0");
    }
}
