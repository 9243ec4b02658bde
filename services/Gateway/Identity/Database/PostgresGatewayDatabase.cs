using Microsoft.EntityFrameworkCore;

namespace Kws.Gateway.Identity.Database;

/// <summary>On PostgreSQL; its migrations are in Migrations/Postgres.</summary>
internal sealed class PostgresGatewayDatabase(DbContextOptions<PostgresGatewayDatabase> options)
    : GatewayDatabase(options);
