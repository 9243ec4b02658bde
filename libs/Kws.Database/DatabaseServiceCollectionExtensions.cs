using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.Database;

/// <summary>Registers a service's database.</summary>
public static class DatabaseServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IDatabases{TDatabase}"/>: on PostgreSQL when the connection string is set, for several
    /// replicas; else in a file of SQLite's, for one. The tables are brought to this version before the service starts;
    /// health check <c>database</c> tells whether they can be read.
    /// </summary>
    /// <param name="services">Of the service.</param>
    /// <param name="configuration">Has the connection string.</param>
    /// <param name="connectionName">Name of the connection string.</param>
    /// <param name="source">Asked once settings are known to be right.</param>
    /// <returns>Whether it is PostgreSQL.</returns>
    public static bool AddDatabase<TDatabase, TPostgres, TSqlite>(
        this IServiceCollection services, IConfiguration configuration, string connectionName,
        Func<IServiceProvider, DatabaseSource> source)
        where TDatabase : DbContext
        where TPostgres : TDatabase
        where TSqlite : TDatabase
    {
        services.AddSingleton(source);
        var connection = configuration.GetConnectionString(connectionName);
        var isPostgres = !string.IsNullOrWhiteSpace(connection);
        if (isPostgres)
            services.AddProvided<TDatabase, TPostgres>("PostgreSQL", (_, options) => options.UseNpgsql(connection));
        else
            services.AddProvided<TDatabase, TSqlite>("SQLite", (provider, options) => options.UseSqlite(
                SqliteFile.ConnectionString(provider.GetRequiredService<DatabaseSource>().File)));
        services.AddHostedService<DatabaseMigration<TDatabase>>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck<TDatabase>>("database");
        return isPostgres;
    }

    private static void AddProvided<TDatabase, TProvided>(
        this IServiceCollection services, string kind, Action<IServiceProvider, DbContextOptionsBuilder> configure)
        where TDatabase : DbContext
        where TProvided : TDatabase
    {
        // A row that another replica stored first is no error; whoever asked gets the exception and knows what it is.
        services.AddDbContextFactory<TProvided>((provider, options) =>
        {
            configure(provider, options);
            options.ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
        });
        services.AddSingleton<IDatabases<TDatabase>>(provider => new Databases<TDatabase, TProvided>(
            provider.GetRequiredService<IDbContextFactory<TProvided>>(), kind));
    }
}
