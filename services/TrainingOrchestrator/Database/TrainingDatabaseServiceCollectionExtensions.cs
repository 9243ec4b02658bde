using Kws.Database;
using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Registers the database.</summary>
internal static class TrainingDatabaseServiceCollectionExtensions
{
    public static IServiceCollection AddTrainingDatabase(
        this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<DatabaseOptions, DatabaseOptionsValidator>(DatabaseOptions.Section);
        services.AddDatabase<TrainingDatabase, PostgresTrainingDatabase, SqliteTrainingDatabase>(
            configuration, DatabaseOptions.ConnectionName, provider =>
            {
                var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
                return new DatabaseSource(DatabaseOptions.ConnectionName, options.Path, options.StartPatience);
            });
        return services;
    }
}
