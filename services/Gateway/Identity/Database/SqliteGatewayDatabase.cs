using Kws.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.Gateway.Identity.Database;

/// <summary>In a file; its migrations are in Migrations/Sqlite.</summary>
internal sealed class SqliteGatewayDatabase(DbContextOptions<SqliteGatewayDatabase> options)
    : GatewayDatabase(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.KeepTimesAsNumbers();
}
