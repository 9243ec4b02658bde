namespace Kws.AppHost.LocalServers;

/// <summary>The installed PostgreSQL as a private server of this AppHost.</summary>
/// <param name="name">The resource's name, and that of its connection string.</param>
/// <param name="command">The script that runs it.</param>
/// <param name="folder">Where it keeps its data.</param>
/// <param name="password">The password of <see cref="User"/>.</param>
internal sealed class LocalPostgresResource(string name, string command, string folder, ParameterResource password)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    public const string User = "postgres";

    public const string Tcp = "tcp";

    public ParameterResource Password => password;

    /// <summary><c>Host=..;Port=..;Username=..;Password=..</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Of(EndpointProperty.Host)};Port={Of(EndpointProperty.Port)};Username={User};Password={password}");

    private EndpointReferenceExpression Of(EndpointProperty property) => this.GetEndpoint(Tcp).Property(property);
}

/// <summary>A database of a <see cref="LocalPostgresResource"/>.</summary>
/// <param name="name">The resource's name, that of the database and of its connection string.</param>
/// <param name="parent">The server.</param>
internal sealed class LocalPostgresDatabaseResource(string name, LocalPostgresResource parent)
    : Resource(name), IResourceWithParent<LocalPostgresResource>, IResourceWithConnectionString
{
    public LocalPostgresResource Parent => parent;

    /// <summary>The server's, and <c>Database=NAME</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{parent};Database={Name}");
}
