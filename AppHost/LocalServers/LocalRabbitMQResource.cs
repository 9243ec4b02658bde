namespace Kws.AppHost.LocalServers;

/// <summary>The installed RabbitMQ as a private node of this AppHost.</summary>
/// <param name="name">The resource's name, and that of its connection string.</param>
/// <param name="command">The script that runs it.</param>
/// <param name="folder">Where it keeps its data.</param>
/// <param name="password">The password of <see cref="User"/>.</param>
internal sealed class LocalRabbitMQResource(string name, string command, string folder, ParameterResource password)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    public const string User = "guest";

    /// <summary>The AMQP endpoint.</summary>
    public const string Amqp = "tcp";

    public ParameterResource Password => password;

    /// <summary><c>amqp://user:password@host:port</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"amqp://{User}:{password}@{Of(EndpointProperty.Host)}:{Of(EndpointProperty.Port)}");

    private EndpointReferenceExpression Of(EndpointProperty property) => this.GetEndpoint(Amqp).Property(property);
}
