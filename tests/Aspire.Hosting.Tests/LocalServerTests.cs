using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Aspire.Hosting.Tests;

/// <summary>The servers installed on this machine, run as private processes.</summary>
public sealed class LocalServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task RabbitMQ_WithoutContainerEngine_RunsTheInstalledBroker()
    {
        Skip.If(ExecutablePath.Find("rabbitmq-server", "/usr/lib/rabbitmq/bin") is null, "rabbitmq-server is not installed");
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--ASPIRE_CONTAINER_RUNTIME=none");
        builder.AddRabbitMQ("bus");
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("bus").WithTimeout(Patience);

        string? address = await app.GetConnectionStringAsync("bus").WithTimeout();
        var factory = new ConnectionFactory { Uri = new Uri(address!) };
        await using (IConnection connection = await factory.CreateConnectionAsync().WithTimeout())
        {
            await using IChannel channel = await connection.CreateChannelAsync().WithTimeout();
            QueueDeclareOk queue = await channel.QueueDeclareAsync().WithTimeout();
            await channel.BasicPublishAsync("", queue.QueueName, "hello"u8.ToArray()).WithTimeout();
            BasicGetResult? received = await channel.BasicGetAsync(queue.QueueName, autoAck: true).WithTimeout();
            Assert.Equal("hello"u8.ToArray(), received!.Body.ToArray());
        }

        // Its process is the script's child: kill that one.
        Assert.True(app.ResourceNotifications.TryGetCurrentState("bus", out ResourceEvent? running));
        foreach (int processId in app.Services.GetRequiredService<Lifeline>().Marked(running!.ResourceId))
            Posix.Signal(processId, Posix.SigKill);
        await app.ResourceNotifications.WaitForResourceAsync("bus", KnownResourceStates.RuntimeUnhealthy).WithTimeout();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("bus").WithTimeout(Patience);
        Assert.Equal(address, await app.GetConnectionStringAsync("bus").WithTimeout());
        await app.StopAsync().WithTimeout(Patience);
    }

    [SkippableFact]
    public async Task Postgres_WithoutContainerEngine_RunsTheInstalledServerAndCreatesTheDatabase()
    {
        Skip.If(ExecutablePath.Find("initdb", "/usr/lib/postgresql/15/bin") is null, "PostgreSQL is not installed");
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--ASPIRE_CONTAINER_RUNTIME=none");
        builder.AddPostgres("store").AddDatabase("catalogue", "the catalogue");
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("catalogue").WithTimeout(Patience);

        await using (var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("catalogue").WithTimeout()))
        {
            await connection.OpenAsync().WithTimeout();
            await using var command = new NpgsqlCommand("SELECT current_database()", connection);
            Assert.Equal("the catalogue", await command.ExecuteScalarAsync().WithTimeout());
        }

        // A server that is killed comes back with its data.
        Assert.True(app.ResourceNotifications.TryGetCurrentState("store", out ResourceEvent? running));
        int processId = (int)running!.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;
        Posix.Signal(processId, Posix.SigKill);
        await app.ResourceNotifications.WaitForResourceAsync("store", KnownResourceStates.RuntimeUnhealthy).WithTimeout();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("store").WithTimeout(Patience);
        await app.StopAsync().WithTimeout(Patience);
    }
}
