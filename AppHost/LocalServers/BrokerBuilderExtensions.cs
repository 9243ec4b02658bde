using System.Security.Cryptography;
using System.Text;
using Kws.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Kws.AppHost.LocalServers;

/// <summary>Adds the message broker.</summary>
internal static class BrokerBuilderExtensions
{
    /// <summary>
    /// RabbitMQ: the server of the connection string <paramref name="name"/> when that is configured; else a container
    /// when an engine answers; else the installed program as a private process (see <see cref="ServerPlacements"/>).
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddBroker(
        this IDistributedApplicationBuilder builder,
        string name) =>
        ServerPlacements.Decide(builder, name) switch
        {
            ServerPlacement.External => builder.AddConnectionString(name).WithBrokerHealthCheck(),
            ServerPlacement.Container => builder.AddBrokerContainer(name),
            _ => builder.AddBrokerProcess(name),
        };

    private static IResourceBuilder<RabbitMQServerResource> AddBrokerContainer(
        this IDistributedApplicationBuilder builder,
        string name)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return builder.AddRabbitMQ(name).WithDataVolume();
        var state = StateFolder.For(builder);
        return builder.AddRabbitMQ(name, password: builder.AddKeptPassword($"{name}-password"))
            .WithDataVolume(state.VolumeFor(name))
            .WithLifetime(state.IsTemporary ? ContainerLifetime.Session : ContainerLifetime.Persistent);
    }

    private static IResourceBuilder<LocalRabbitMQResource> AddBrokerProcess(
        this IDistributedApplicationBuilder builder,
        string name)
    {
        var folder = StateFolder.For(builder).FolderFor(name);
        var password = builder.AddKeptPassword($"{name}-password");
        var broker = new LocalRabbitMQResource(name, Scripts.PathOf("run-rabbitmq.sh"), folder, password.Resource);
        return builder.AddResource(broker)
            .WithEndpoint(scheme: "tcp", name: LocalRabbitMQResource.Amqp, env: "RABBITMQ_NODE_PORT", isProxied: false)
            .WithEndpoint(scheme: "tcp", name: "distribution", env: "RABBITMQ_DIST_PORT", isProxied: false)
            .WithEndpoint(scheme: "tcp", name: "port-mapper", env: "ERL_EPMD_PORT", isProxied: false)
            .WithUrlForEndpoint(LocalRabbitMQResource.Amqp, url => url.DisplayText = "AMQP")
            .WithUrlForEndpoint("distribution", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithUrlForEndpoint("port-mapper", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithEnvironment("RABBITMQ_DEFAULT_USER", LocalRabbitMQResource.User)
            .WithEnvironment("RABBITMQ_DEFAULT_PASS", password)
            .WithEnvironment(context => Configure(context.EnvironmentVariables, folder))
            .WithBrokerHealthCheck()
            .RestartsWhenItEnds()
            .WithIconName("MailMultiple");
    }

    private static void Configure(Dictionary<string, object> environment, string folder)
    {
        environment["HOME"] = folder;
        // What is configured for a broker of the system is not for this one.
        environment["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        environment["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins");
        environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia");
        environment["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log");
        environment["RABBITMQ_LOGS"] = "-";
        environment["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid");
        // Loopback by its number: where IPv6 is switched off, its names may lead nowhere.
        environment["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        // The data's folder is named after the node: the name stays the same while the data does.
        environment["RABBITMQ_NODENAME"] =
            $"apphost-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12]}@localhost";
        // Idle schedulers of a development broker should sleep, not spin; the port mapper is the script's.
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "-start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}";
    }

    // A client gets in. The connection is kept, as a service keeps its own, so that probes do not fill the broker's
    // log.
    private static IResourceBuilder<T> WithBrokerHealthCheck<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithConnectionString
    {
        var key = $"{builder.Resource.Name}_check";
        var connection = new BrokerConnection(builder.Resource);
        builder.ApplicationBuilder.Services.AddSingleton(_ => connection);
        builder.ApplicationBuilder.Services.AddHealthChecks().AddRabbitMQ(_ => connection.GetAsync(), key);
        return builder.WithHealthCheck(key);
    }

    private sealed class BrokerConnection(IResourceWithConnectionString broker) : IAsyncDisposable
    {
        private IConnection? _connection;

        public async Task<IConnection> GetAsync()
        {
            if (_connection is { IsOpen: true } open)
                return open;
            if (_connection is not null)
                await _connection.DisposeAsync();
            var address = await broker.GetConnectionStringAsync()
                ?? throw new InvalidOperationException($"{broker.Name} has no connection string yet");
            return _connection = await new ConnectionFactory
            {
                Uri = new Uri(address),
                AutomaticRecoveryEnabled = false,
                ClientProvidedName = "AppHost health check"
            }.CreateConnectionAsync();
        }

        public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
