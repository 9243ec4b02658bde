using Kws.Contracts.Events;
using Kws.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Adds the event bus to a service.</summary>
public static class EventBusBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="IEventPublisher"/> and the service's consumers, on the RabbitMQ broker of connection string
    /// <c>bus</c> (<c>amqp://user:password@host:port</c>). Without it the service runs alone: it tells no events and
    /// hears none. Settings: section <c>Bus</c> (<see cref="BusOptions"/>).
    /// </summary>
    /// <remarks>
    /// A broker that is away makes the service's health Degraded, never Unhealthy. Events that a consumer fails on are
    /// retried, then put into the queue <c>&lt;service&gt;-&lt;consumer&gt;_error</c>.
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <param name="addConsumers">Registers consumers; null: the service only publishes.</param>
    public static TBuilder AddEventBus<TBuilder>(
        this TBuilder builder,
        Action<IBusRegistrationConfigurator>? addConsumers = null)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSettings<BusOptions, BusOptionsValidator>(BusOptions.Section);
        var connection = builder.Configuration.GetConnectionString(BusOptions.ConnectionName);
        if (string.IsNullOrWhiteSpace(connection))
        {
            builder.Services.AddSingleton<IEventPublisher, NoBusEventPublisher>();
            builder.Services.AddSingleton<IConfirmedEvents, NoConfirmedEvents>();
            builder.Services.AddHostedService<NoBusNotice>();
            return builder;
        }

        var broker = BrokerAddress(connection);
        builder.Services.AddMassTransit(bus =>
            Configure(bus, broker, builder.Environment.ApplicationName, addConsumers));
        builder.Services.AddSingleton<BusMetrics>();
        builder.Services.AddSingleton<EventBuffer>();
        builder.Services.AddSingleton<IConfirmedEvents, ConfirmedEvents>();
        builder.Services.AddSingleton<IEventPublisher>(services => services.GetRequiredService<EventBuffer>());
        // After the bus, for services stop in reverse: what is buffered still finds it running.
        builder.Services.AddSingleton<EventPump>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventPump>());
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "broker", services => ActivatorUtilities.CreateInstance<BrokerHealthCheck>(services, broker),
                HealthStatus.Degraded, tags: null));
        return builder;
    }

    private static void Configure(
        IBusRegistrationConfigurator bus,
        Uri broker,
        string service,
        Action<IBusRegistrationConfigurator>? addConsumers)
    {
        bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
        bus.ConfigureHealthCheckOptions(health =>
        {
            health.Name = BusOptions.ConnectionName;
            health.MinimalFailureStatus = HealthStatus.Degraded;
        });
        addConsumers?.Invoke(bus);
        bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
        {
            var options = context.GetRequiredService<IOptions<BusOptions>>().Value;
            endpoint.UseMessageRetry(retry =>
                retry.Exponential(options.ConsumerRetries, options.ConsumerRetryDelay, TimeSpan.FromMinutes(1),
                    options.ConsumerRetryDelay));
        });
        bus.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host(broker, host => host.PublisherConfirmation = true);
            rabbit.Publish<IMeshEvent>(topology => topology.Exclude = true);
            rabbit.ConfigureEndpoints(context);
        });
    }

    private static Uri BrokerAddress(string connection) =>
        Uri.TryCreate(connection, UriKind.Absolute, out var address) && address.Scheme is "amqp" or "amqps"
            ? address
            : throw new InvalidOperationException(
                "connection string 'bus': it is no broker's address; allowed: amqp://user:password@host:port or " +
                "amqps://...");
}
