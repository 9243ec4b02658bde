using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>In a file; its migrations are in Migrations/Sqlite.</summary>
internal sealed class SqliteTrainingDatabase(DbContextOptions<SqliteTrainingDatabase> options)
    : TrainingDatabase(options)
{
    // SQLite has no type for times: as text they could not be compared.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
}
