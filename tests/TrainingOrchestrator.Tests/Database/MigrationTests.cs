using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests.Database;

/// <summary>The tables come about on both databases.</summary>
[Collection(PostgresCollection.Name)]
public sealed class MigrationTests(SharedPostgres server)
{
    [SkippableFact]
    public async Task Migrate_OnEmptyDatabases_MakesTheTables()
    {
        using var folder = new TemporaryFolder();
        TestDatabase[] both = [await TestDatabase.SqliteAsync(folder), await TestDatabase.PostgresAsync(server)];

        foreach (var databases in both)
        {
            await using var database = databases.Open();
            Assert.Equal(0, await database.DataSets.CountAsync().WithTimeout());
            Assert.Equal(0, await database.Leases.CountAsync().WithTimeout());
        }
    }
}
