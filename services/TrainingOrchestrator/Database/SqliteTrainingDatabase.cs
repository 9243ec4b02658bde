using Kws.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>In a file; its migrations are in Migrations/Sqlite.</summary>
internal sealed class SqliteTrainingDatabase(DbContextOptions<SqliteTrainingDatabase> options)
    : TrainingDatabase(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.KeepTimesAsNumbers();
}
