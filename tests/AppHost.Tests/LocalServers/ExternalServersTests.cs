using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kws.AppHost.Tests.LocalServers;

/// <summary>A mesh on a broker and a database that run already, whoever started them.</summary>
public sealed class ExternalServersTests : IAsyncLifetime
{
    private const string Detections = "Kws.Contracts.Events:KeywordDetected";

    private readonly TemporaryFolder _state = new();
    private readonly RabbitMqServer _broker = new();
    private readonly PostgresServer _database = new();

    public async Task InitializeAsync()
    {
        await _broker.StartAsync();
        await _database.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        _state.Dispose();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Mesh_OnServersThatRunAlready_UsesThemAndLeavesThemRunning()
    {
        await using (var appHost = new AppHostProcess(_state.Path, "--DemoDevice:Enabled=false",
            "--FeatureExtraction:Replicas=1", $"--ConnectionStrings:bus={_broker.ConnectionString}",
            $"--ConnectionStrings:postgres={_database.Server}"))
        {
            await appHost.ServingAsync();
            using var words = new DemoWords(appHost.AudioInference);
            await words.MustAllBeHeardAsync();

            await Eventually.BeAsync(async () => await IsThereAsync(Detections), "events on the broker");
            await Eventually.BeAsync(() => IsThereAsync("training", "models"), "the trainer's tables");
            Assert.Empty(appHost.IdsOf("run-rabbitmq.sh"));
            Assert.Empty(appHost.IdsOf("run-postgres.sh"));

            appHost.Signal(AppHostProcess.SigTerm);
            await appHost.EndedAsync();
            await appHost.NothingLeftAsync();
        }

        Assert.True(await IsThereAsync(Detections));
        Assert.True(await IsThereAsync("training", "models"));
    }

    private async Task<bool> IsThereAsync(string exchange)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker.ConnectionString) }
            .CreateConnectionAsync().WithTimeout();
        await using var channel = await connection.CreateChannelAsync().WithTimeout();
        try
        {
            await channel.ExchangeDeclarePassiveAsync(exchange).WithTimeout();
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    private async Task<bool> IsThereAsync(string database, string table)
    {
        await using var connection = new NpgsqlConnection($"{_database.Server};Database={database};Pooling=false");
        try
        {
            await connection.OpenAsync().WithTimeout();
        }
        catch (PostgresException)
        {
            // The database is not made yet.
            return false;
        }
        await using var command = new NpgsqlCommand("SELECT to_regclass(@table) IS NOT NULL", connection);
        command.Parameters.AddWithValue("table", table);
        return (bool)(await command.ExecuteScalarAsync().WithTimeout())!;
    }
}
