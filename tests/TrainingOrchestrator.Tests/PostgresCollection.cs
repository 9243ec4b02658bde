namespace Kws.TrainingOrchestrator.Tests;

/// <summary>Tests that share one PostgreSQL; each takes a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}
