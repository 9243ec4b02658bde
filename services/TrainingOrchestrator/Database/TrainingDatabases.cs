using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Opens the database for one piece of work.</summary>
internal interface ITrainingDatabases
{
    /// <summary>For people: "PostgreSQL" or "SQLite".</summary>
    string Kind { get; }

    /// <summary>The caller disposes it.</summary>
    TrainingDatabase Open();
}

/// <inheritdoc/>
internal sealed class TrainingDatabases<TDatabase>(IDbContextFactory<TDatabase> factory) : ITrainingDatabases
    where TDatabase : TrainingDatabase
{
    public string Kind => typeof(TDatabase) == typeof(PostgresTrainingDatabase) ? "PostgreSQL" : "SQLite";

    public TrainingDatabase Open() => factory.CreateDbContext();
}
