using Microsoft.EntityFrameworkCore;

namespace Kws.Gateway.Identity.Database;

/// <summary>The gateway's tables, beside those that OpenIddict has for clients, authorizations and tokens.</summary>
/// <remarks>Times are UTC. Enumerations are stored by name: a table is read by people too.</remarks>
internal abstract class GatewayDatabase(DbContextOptions options) : DbContext(options)
{
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<RevocationRow> Revocations => Set<RevocationRow>();

    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();

    public DbSet<ProtectionKeyRow> ProtectionKeys => Set<ProtectionKeyRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseOpenIddict();
        modelBuilder.Entity<DeviceRow>().ToTable("devices").HasKey(row => row.Name);
        modelBuilder.Entity<PersonRow>().ToTable("people").HasKey(row => row.Name);
        modelBuilder.Entity<InvitationRow>().ToTable("invitations").HasKey(row => row.TokenSha256);
        modelBuilder.Entity<RevocationRow>().ToTable("revocations").HasKey(row => row.Subject);
        modelBuilder.Entity<SigningKeyRow>().ToTable("signing_keys").HasKey(row => row.Number);
        modelBuilder.Entity<SigningKeyRow>().Property(row => row.Number).ValueGeneratedNever();
        modelBuilder.Entity<ProtectionKeyRow>().ToTable("protection_keys").HasKey(row => row.Position);
        modelBuilder.Entity<AuditRow>(table =>
        {
            table.ToTable("audit").HasKey(row => row.Position);
            table.HasIndex(row => row.At);
            table.Property(row => row.Action).HasConversion<string>();
            table.Property(row => row.Outcome).HasConversion<string>();
        });
    }
}
