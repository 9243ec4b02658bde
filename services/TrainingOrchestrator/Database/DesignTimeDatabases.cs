using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>For <c>dotnet ef migrations add</c> alone; docs/training-orchestrator.md has the commands.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresTrainingDatabase>
{
    public PostgresTrainingDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresTrainingDatabase>().UseNpgsql().Options);
}

/// <inheritdoc cref="DesignTimePostgres"/>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteTrainingDatabase>
{
    public SqliteTrainingDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteTrainingDatabase>().UseSqlite().Options);
}
