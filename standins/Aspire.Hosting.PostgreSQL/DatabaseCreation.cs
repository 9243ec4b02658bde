using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Creates databases that a server lacks.</summary>
internal static class DatabaseCreation
{
    public static async Task EnsureAsync(PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        string? server = await database.Parent.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlConnection connection = new(ForShortUse(server));
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        string name = database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using NpgsqlCommand command = new($"CREATE DATABASE \"{name}\"", connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // It was there.
        }
    }

    /// <summary>A connection that is not kept after its use, and gives up soon.</summary>
    public static string ForShortUse(string? connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3, ApplicationName = "AppHost" }.ConnectionString;
}
