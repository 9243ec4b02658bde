namespace Kws.Database;

/// <summary>Where a service's tables are.</summary>
/// <param name="ConnectionName">Name of the connection string of PostgreSQL.</param>
/// <param name="File">The file used without PostgreSQL.</param>
/// <param name="StartPatience">Time that the database may be away at the start before the service gives up.</param>
public sealed record DatabaseSource(string ConnectionName, string File, TimeSpan StartPatience);
