using Microsoft.EntityFrameworkCore;

namespace Kws.Database;

/// <summary>Opens the database for one piece of work.</summary>
/// <typeparam name="TDatabase">The tables, whichever server has them.</typeparam>
public interface IDatabases<out TDatabase> where TDatabase : DbContext
{
    /// <summary>For people: "PostgreSQL" or "SQLite".</summary>
    string Kind { get; }

    /// <summary>The caller disposes it.</summary>
    TDatabase Open();
}

/// <inheritdoc/>
internal sealed class Databases<TDatabase, TProvided>(IDbContextFactory<TProvided> factory, string kind)
    : IDatabases<TDatabase>
    where TDatabase : DbContext
    where TProvided : TDatabase
{
    public string Kind => kind;

    public TDatabase Open() => factory.CreateDbContext();
}
