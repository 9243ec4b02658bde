using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>The orchestrator's tables. PostgreSQL serves several replicas; SQLite one small box with the same
/// code.</summary>
/// <remarks>Times are UTC. Enumerations are stored by name: a table is read by people too.</remarks>
internal abstract class TrainingDatabase(DbContextOptions options) : DbContext(options)
{
    public DbSet<DataSetRow> DataSets => Set<DataSetRow>();

    public DbSet<DataSetFileRow> DataSetFiles => Set<DataSetFileRow>();

    public DbSet<CorrectionRow> Corrections => Set<CorrectionRow>();

    public DbSet<JobRow> Jobs => Set<JobRow>();

    public DbSet<JobTransitionRow> JobTransitions => Set<JobTransitionRow>();

    public DbSet<JobProgressRow> JobProgress => Set<JobProgressRow>();

    public DbSet<ModelRow> Models => Set<ModelRow>();

    public DbSet<AliasRow> Aliases => Set<AliasRow>();

    public DbSet<PromotionRow> Promotions => Set<PromotionRow>();

    public DbSet<ActivationRow> Activations => Set<ActivationRow>();

    public DbSet<TrialRow> Trials => Set<TrialRow>();

    public DbSet<TrialReportRow> TrialReports => Set<TrialReportRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<HeardEventRow> HeardEvents => Set<HeardEventRow>();

    public DbSet<LeaseRow> Leases => Set<LeaseRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        DataSetTables(modelBuilder);
        CorrectionTables(modelBuilder);
        JobTables(modelBuilder);
        ModelTables(modelBuilder);
        TrialTables(modelBuilder);
        modelBuilder.Entity<OutboxRow>(table =>
        {
            table.ToTable("outbox").HasKey(row => row.Position);
            table.HasIndex(row => row.EventId).IsUnique();
        });
        modelBuilder.Entity<HeardEventRow>().ToTable("heard_events").HasKey(row => row.EventId);
        modelBuilder.Entity<LeaseRow>().ToTable("leases").HasKey(row => row.Name);
    }

    private static void DataSetTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DataSetRow>(table =>
        {
            table.ToTable("data_sets").HasKey(row => new { row.Name, row.Version });
            table.HasIndex(row => new { row.Name, row.ContentSha256 }).IsUnique();
            table.Property(row => row.Task).HasConversion<string>();
        });
        modelBuilder.Entity<DataSetFileRow>(table =>
        {
            table.ToTable("data_set_files").HasKey(row => new { row.DataSet, row.Version, row.Path });
            table.HasOne<DataSetRow>().WithMany(row => row.Entries)
                .HasForeignKey(row => new { row.DataSet, row.Version });
            // Whether a version has a corrected clip.
            table.HasIndex(row => new { row.DataSet, row.Version, row.Sha256 });
            table.Property(row => row.Split).HasConversion<string>();
        });
    }

    private static void CorrectionTables(ModelBuilder modelBuilder) => modelBuilder.Entity<CorrectionRow>(table =>
    {
        table.ToTable("corrections").HasKey(row => row.EventId);
        table.HasIndex(row => new { row.DataSet, row.State });
        table.HasIndex(row => new { row.DataSet, row.Key });
        table.Property(row => row.State).HasConversion<string>();
    });

    private static void JobTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JobRow>(table =>
        {
            table.ToTable("jobs").HasKey(row => row.Id);
            table.HasIndex(row => row.RequestId).IsUnique();
            table.HasIndex(row => new { row.State, row.CreatedAt });
            table.Property(row => row.Task).HasConversion<string>();
            table.Property(row => row.State).HasConversion<string>();
            // Whoever stores a job on the strength of an older look at it is refused.
            table.Property(row => row.Transitions).IsConcurrencyToken();
            table.Property(row => row.Owner).IsConcurrencyToken();
        });
        modelBuilder.Entity<JobTransitionRow>(table =>
        {
            table.ToTable("job_transitions").HasKey(row => new { row.JobId, row.Number });
            table.HasOne<JobRow>().WithMany().HasForeignKey(row => row.JobId);
            table.Property(row => row.From).HasConversion<string>();
            table.Property(row => row.To).HasConversion<string>();
        });
        modelBuilder.Entity<JobProgressRow>(table =>
        {
            table.ToTable("job_progress").HasKey(row => new { row.JobId, row.Epoch });
            table.HasOne<JobRow>().WithMany().HasForeignKey(row => row.JobId);
        });
    }

    private static void TrialTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TrialRow>(table =>
        {
            table.ToTable("trials").HasKey(row => row.Id);
            table.HasIndex(row => new { row.Task, row.StartedAt });
            // One a task is under way.
            table.HasIndex(row => row.Task).IsUnique().HasFilter(
                $"\"{nameof(TrialRow.State)}\" = '{nameof(TrialState.Listening)}'");
            table.HasIndex(row => row.PromotionId);
            table.Property(row => row.Task).HasConversion<string>();
            // Whoever decides one that was decided already is refused.
            table.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
        });
        modelBuilder.Entity<TrialReportRow>(table =>
        {
            table.ToTable("trial_reports").HasKey(row => new { row.TrialId, row.Service, row.Instance });
            table.HasOne<TrialRow>().WithMany().HasForeignKey(row => row.TrialId);
        });
    }

    private static void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ModelRow>(table =>
        {
            table.ToTable("models").HasKey(row => new { row.Task, row.Name, row.Version });
            table.HasIndex(row => row.JobId).IsUnique();
            table.Property(row => row.Task).HasConversion<string>();
            table.Property(row => row.State).HasConversion<string>();
        });
        modelBuilder.Entity<AliasRow>(table =>
        {
            table.ToTable("aliases").HasKey(row => new { row.Task, row.Alias });
            table.Property(row => row.Task).HasConversion<string>();
        });
        modelBuilder.Entity<PromotionRow>(table =>
        {
            table.ToTable("promotions").HasKey(row => row.Id);
            table.HasIndex(row => new { row.Task, row.StartedAt });
            // One a task is under way.
            table.HasIndex(row => row.Task).IsUnique().HasFilter(
                $"\"{nameof(PromotionRow.State)}\" = '{nameof(PromotionState.RollingOut)}'");
            table.Property(row => row.Task).HasConversion<string>();
            // Whoever decides one that was decided already is refused.
            table.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
        });
        modelBuilder.Entity<ActivationRow>(table =>
        {
            table.ToTable("activations").HasKey(row => new { row.Service, row.Instance, row.Task });
            table.Property(row => row.Task).HasConversion<string>();
        });
    }
}
