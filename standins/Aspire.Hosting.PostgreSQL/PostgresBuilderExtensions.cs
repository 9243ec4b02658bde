using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers and their databases.</summary>
public static class PostgresBuilderExtensions
{
    private const string Image = "library/postgres";
    private const string Tag = "17.6";

    /// <summary>
    /// Adds a server: the one that the connection string of this name points to when it is configured; else a
    /// container when an engine answers; else the locally installed PostgreSQL as a private process.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="userName">The user; null for <c>postgres</c>.</param>
    /// <param name="password">The user's password; null for a generated one.</param>
    /// <param name="port">The port; null for any free port.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ParameterResource passwordParameter = password?.Resource ??
            builder.AddResource(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false)).Resource;
        var server = new PostgresServerResource(name, userName?.Resource, passwordParameter);
        IResourceBuilder<PostgresServerResource> resource = builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5432, name: PostgresServerResource.PrimaryEndpointName)
            .WithImage(Image, Tag)
            .WithImageRegistry("docker.io")
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables[LocalPostgres.UserVariable] = server.UserNameReference;
                context.EnvironmentVariables[LocalPostgres.PasswordVariable] = server.PasswordParameter;
            })
            .WithAnnotation(new LocalServerAnnotation(new LocalPostgres(server)));
        AddHealthCheck(resource, server);
        return ExternalServer.Redirect(resource);
    }

    /// <summary>Adds a database; it is created when the server lacks it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="databaseName">The database's name in the server; null for <paramref name="name"/>.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.Add(name, database.DatabaseName);
        IResourceBuilder<PostgresDatabaseResource> resource = builder.ApplicationBuilder.AddResource(database)
            .WithAnnotation(new PreparationAnnotation(cancellationToken => DatabaseCreation.EnsureAsync(database, cancellationToken)));
        AddHealthCheck(resource, database);
        return resource;
    }

    /// <summary>Keeps a container's data in a volume. The locally installed server keeps its data in any case.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/postgresql/data", isReadOnly);

    private static void AddHealthCheck<T>(IResourceBuilder<T> builder, IResourceWithConnectionString resource) where T : IResource
    {
        string key = $"{resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new PostgresHealthCheck(resource), HealthStatus.Unhealthy, tags: null, PostgresHealthCheck.Timeout));
        builder.WithHealthCheck(key);
    }
}
