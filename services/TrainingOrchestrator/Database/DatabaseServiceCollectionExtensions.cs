using Kws.ServiceDefaults.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Registers the database.</summary>
internal static class DatabaseServiceCollectionExtensions
{
    public static IServiceCollection AddTrainingDatabase(
        this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<DatabaseOptions, DatabaseOptionsValidator>(DatabaseOptions.Section);
        var connection = configuration.GetConnectionString(DatabaseOptions.ConnectionName);
        if (string.IsNullOrWhiteSpace(connection))
        {
            services.AddDbContextFactory<SqliteTrainingDatabase>((provider, options) => options.UseSqlite(
                SqliteFile.ConnectionString(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Path)));
            services.AddSingleton<ITrainingDatabases, TrainingDatabases<SqliteTrainingDatabase>>();
        }
        else
        {
            services.AddDbContextFactory<PostgresTrainingDatabase>(options => options.UseNpgsql(connection));
            services.AddSingleton<ITrainingDatabases, TrainingDatabases<PostgresTrainingDatabase>>();
        }

        services.AddHostedService<DatabaseMigration>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        return services;
    }
}
