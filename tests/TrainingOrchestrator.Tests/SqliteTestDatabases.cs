using Kws.TrainingOrchestrator.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests;

/// <summary>A database in a file of its own.</summary>
internal sealed class SqliteTestDatabases : ITrainingDatabases, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Kind => "SQLite";

    public string File => Path.Combine(_folder.Path, "training.db");

    public TrainingDatabase Open() => new SqliteTrainingDatabase(
        new DbContextOptionsBuilder<SqliteTrainingDatabase>().UseSqlite(SqliteFile.ConnectionString(File)).Options);

    public async Task MigrateAsync()
    {
        await using var database = Open();
        await database.Database.MigrateAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
