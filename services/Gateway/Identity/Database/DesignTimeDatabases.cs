using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Kws.Gateway.Identity.Database;

/// <summary>For <c>dotnet ef migrations add</c> alone; docs/training-orchestrator.md has the commands.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresGatewayDatabase>
{
    public PostgresGatewayDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresGatewayDatabase>().UseNpgsql().Options);
}

/// <inheritdoc cref="DesignTimePostgres"/>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteGatewayDatabase>
{
    public SqliteGatewayDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteGatewayDatabase>().UseSqlite().Options);
}
