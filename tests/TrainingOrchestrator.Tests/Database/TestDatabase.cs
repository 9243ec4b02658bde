using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests.Database;

/// <summary>A database with its tables, for tests.</summary>
internal sealed class TestDatabase(string kind, Func<TrainingDatabase> open) : IDatabases<TrainingDatabase>
{
    public string Kind => kind;

    public TrainingDatabase Open() => open();

    /// <summary>A file in a folder of the test's.</summary>
    public static Task<TestDatabase> SqliteAsync(TemporaryFolder folder)
    {
        var options = new DbContextOptionsBuilder<SqliteTrainingDatabase>()
            .UseSqlite($"{SqliteFile.ConnectionString(folder["training.db"])};Pooling=False").Options;
        return WithTablesAsync(new TestDatabase("SQLite", () => new SqliteTrainingDatabase(options)));
    }

    /// <summary>Skips the test where PostgreSQL is not installed.</summary>
    public static async Task<TestDatabase> PostgresAsync(SharedPostgres server)
    {
        var options = new DbContextOptionsBuilder<PostgresTrainingDatabase>()
            .UseNpgsql(await server.NewDatabaseAsync()).Options;
        return await WithTablesAsync(new TestDatabase("PostgreSQL", () => new PostgresTrainingDatabase(options)));
    }

    private static async Task<TestDatabase> WithTablesAsync(TestDatabase made)
    {
        await using var database = made.Open();
        await database.Database.MigrateAsync().WithTimeout();
        return made;
    }
}
