using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>On PostgreSQL; its migrations are in Migrations/Postgres.</summary>
internal sealed class PostgresTrainingDatabase(DbContextOptions<PostgresTrainingDatabase> options)
    : TrainingDatabase(options);
