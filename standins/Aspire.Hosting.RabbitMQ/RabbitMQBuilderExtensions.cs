using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.RabbitMQ;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ brokers.</summary>
public static class RabbitMQBuilderExtensions
{
    private const string Image = "library/rabbitmq";
    private const string Tag = "4.1";

    /// <summary>
    /// Adds a broker: the one that the connection string of this name points to when it is configured; else a
    /// container when an engine answers; else the locally installed rabbitmq-server as a private process.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="userName">The user; null for <c>guest</c>.</param>
    /// <param name="password">The user's password; null for a generated one.</param>
    /// <param name="port">The AMQP port; null for any free port.</param>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ParameterResource passwordParameter = password?.Resource ??
            builder.AddResource(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false)).Resource;
        var broker = new RabbitMQServerResource(name, userName?.Resource, passwordParameter);
        string healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            healthCheck, _ => new RabbitMQHealthCheck(broker), HealthStatus.Unhealthy, tags: null, RabbitMQHealthCheck.Timeout));
        IResourceBuilder<RabbitMQServerResource> resource = builder.AddResource(broker)
            .WithEndpoint(port: port, targetPort: 5672, name: RabbitMQServerResource.PrimaryEndpointName)
            .WithImage(Image, Tag)
            .WithImageRegistry("docker.io")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables[LocalRabbitMQ.UserVariable] = broker.UserNameReference;
                context.EnvironmentVariables[LocalRabbitMQ.PasswordVariable] = broker.PasswordParameter;
            })
            .WithAnnotation(new LocalServerAnnotation(new LocalRabbitMQ(broker)))
            .WithHealthCheck(healthCheck);
        return ExternalServer.Redirect(resource);
    }

    /// <summary>Serves the broker's management pages as well.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <inheritdoc cref="WithManagementPlugin(IResourceBuilder{RabbitMQServerResource})"/>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port) =>
        builder.WithHttpEndpoint(port: port, targetPort: 15672, name: RabbitMQServerResource.ManagementEndpointName)
            .WithImageTag(Tag + "-management");

    /// <summary>Keeps a container's data in a volume. The locally installed server keeps its data in any case.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/rabbitmq", isReadOnly);
}
