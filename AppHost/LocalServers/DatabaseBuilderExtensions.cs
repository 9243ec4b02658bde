using Kws.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kws.AppHost.LocalServers;

/// <summary>Adds the database server and its database.</summary>
internal static class DatabaseBuilderExtensions
{
    /// <summary>
    /// A PostgreSQL database: on the server of the connection string <paramref name="server"/> or
    /// <paramref name="database"/> when one is configured; else on a container when an engine answers; else on the
    /// installed program as a private process (see <see cref="ServerPlacements"/>). It is created where it is missing.
    /// Databases of one server share it.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        this IDistributedApplicationBuilder builder,
        string server,
        string database) =>
        ServerPlacements.Decide(builder, server, database) switch
        {
            ServerPlacement.External => builder.AddExternalDatabase(server, database),
            ServerPlacement.Container => builder.AddDatabaseContainer(server).AddDatabase(database),
            _ => builder.AddDatabaseProcess(server).AddLocalDatabase(database),
        };

    // The server of a database that was added before.
    private static IResourceBuilder<T>? Known<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource =>
        builder.Resources.OfType<T>().FirstOrDefault(resource => resource.Name == name) is { } known
            ? builder.CreateResourceBuilder(known)
            : null;

    private static IResourceBuilder<IResourceWithConnectionString> AddExternalDatabase(
        this IDistributedApplicationBuilder builder,
        string server,
        string database)
    {
        // Whoever names the database itself has made it.
        if (builder.Configuration.GetSection("ConnectionStrings")[database] is { Length: > 0 })
            return builder.AddConnectionString(database).WithDatabaseHealthCheck();
        var external = builder.Known<IResourceWithConnectionString>(server) ?? builder.AddConnectionString(server);
        return builder.AddConnectionString(database,
            ReferenceExpression.Create($"{external.Resource};Database={database}"))
            .WithDatabaseHealthCheck(create: external.Resource);
    }

    private static IResourceBuilder<PostgresServerResource> AddDatabaseContainer(
        this IDistributedApplicationBuilder builder,
        string name)
    {
        if (builder.Known<PostgresServerResource>(name) is { } known)
            return known;
        if (builder.ExecutionContext.IsPublishMode)
            return builder.AddPostgres(name).WithDataVolume();
        var state = StateFolder.For(builder);
        return builder.AddPostgres(name, password: builder.AddKeptPassword($"{name}-password"))
            .WithDataVolume(state.VolumeFor(name))
            .WithLifetime(state.IsTemporary ? ContainerLifetime.Session : ContainerLifetime.Persistent);
    }

    private static IResourceBuilder<LocalPostgresResource> AddDatabaseProcess(
        this IDistributedApplicationBuilder builder,
        string name)
    {
        if (builder.Known<LocalPostgresResource>(name) is { } known)
            return known;
        var folder = StateFolder.For(builder).FolderFor(name, runsAsAnotherUser: true);
        var password = builder.AddKeptPassword($"{name}-password");
        var server = new LocalPostgresResource(name, Scripts.PathOf("run-postgres.sh"), folder, password.Resource);
        return builder.AddResource(server)
            .WithEndpoint(scheme: "tcp", name: LocalPostgresResource.Tcp, env: "PGPORT", isProxied: false)
            .WithUrlForEndpoint(LocalPostgresResource.Tcp, url => url.DisplayText = "PostgreSQL")
            .WithEnvironment("PGDATA", Path.Combine(folder, "data"))
            .WithEnvironment("POSTGRES_USER", LocalPostgresResource.User)
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithDatabaseHealthCheck()
            .RestartsWhenItEnds()
            .WithIconName("DatabaseMultiple");
    }

    private static IResourceBuilder<LocalPostgresDatabaseResource> AddLocalDatabase(
        this IResourceBuilder<LocalPostgresResource> server,
        string name)
    {
        var database = new LocalPostgresDatabaseResource(name, server.Resource);
        // Aspire follows processes; that a database of one is there, and gone with it, is told here.
        server.OnResourceReady((_, ready, cancellationToken) =>
            TellAsync(ready.Services, database, KnownResourceStates.Running));
        server.OnResourceStopped((_, stopped, cancellationToken) =>
            TellAsync(stopped.Services, database, KnownResourceStates.Exited));
        return server.ApplicationBuilder.AddResource(database).WithDatabaseHealthCheck(create: server.Resource)
            .WithIconName("Database");
    }

    private static Task TellAsync(IServiceProvider services, IResource resource, string state) =>
        services.GetRequiredService<ResourceNotificationService>()
            .PublishUpdateAsync(resource, snapshot => snapshot with { State = state });

    // A query is answered; with create, a missing database is made first on that server.
    private static IResourceBuilder<T> WithDatabaseHealthCheck<T>(
        this IResourceBuilder<T> builder,
        IResourceWithConnectionString? create = null)
        where T : IResourceWithConnectionString
    {
        var key = $"{builder.Resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            try
            {
                await AnswerAsync(builder.Resource, create, cancellationToken);
                return Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                return Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Unhealthy(e.Message);
            }
        });
        return builder.WithHealthCheck(key);
    }

    private static async Task AnswerAsync(
        IResourceWithConnectionString resource,
        IResourceWithConnectionString? create,
        CancellationToken cancellationToken)
    {
        var address = await ShortUseAsync(resource, cancellationToken);
        try
        {
            await QueryAsync(address, "SELECT 1", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName && create is not null)
        {
            var name = new NpgsqlConnectionStringBuilder(address)
                .Database!.Replace("\"", "\"\"", StringComparison.Ordinal);
            await QueryAsync(await ShortUseAsync(create, cancellationToken), $"CREATE DATABASE \"{name}\"",
                cancellationToken);
        }
    }

    private static async Task QueryAsync(string address, string text, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // A connection that is not kept after its use, and gives up soon.
    private static async Task<string> ShortUseAsync(
        IResourceWithConnectionString resource,
        CancellationToken cancellationToken)
    {
        var address = await resource.GetConnectionStringAsync(cancellationToken)
            ?? throw new InvalidOperationException($"{resource.Name} has no connection string yet");
        return new NpgsqlConnectionStringBuilder(address)
        {
            Pooling = false,
            Timeout = 3,
            ApplicationName = "AppHost"
        }.ConnectionString;
    }
}
