using Kws.Database;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Tests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>A job store on a fresh database, with a clock that stands still.</summary>
/// <param name="server">Null: a file of SQLite's.</param>
public abstract class JobTestBase(SharedPostgres? server = null) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private protected TestDatabase Databases { get; private set; } = null!;

    private protected JobStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Databases = server is null
            ? await TestDatabase.SqliteAsync(_folder)
            : await TestDatabase.PostgresAsync(server);
        Store = StoreOn(Databases);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private protected JobStore StoreOn(IDatabases<TrainingDatabase> databases) =>
        new(databases, new OutboxSignal(), TestMetrics.New(), Clock, NullLogger<JobStore>.Instance);

    private protected JobRow NewJob(string? requestId = null, int maxAttempts = 3)
    {
        var id = Guid.CreateVersion7(Clock.GetUtcNow()).ToString("N");
        return new JobRow
        {
            Id = id,
            RequestId = requestId ?? id,
            Task = ModelTask.KeywordSpotting,
            State = JobState.Queued,
            DataSet = "words",
            DataSetVersion = 1,
            Recipe = "tiny",
            Hyperparameters = "{}",
            Executor = "local",
            ModelName = "mine",
            Extends = "",
            CreatedBy = "tests",
            CreatedAt = Clock.GetUtcNow(),
            MaxAttempts = maxAttempts,
        };
    }

    private protected ModelRow ModelOf(JobRow job, ModelState state) => new()
    {
        Task = job.Task,
        Name = job.ModelName,
        Version = "1.0.0",
        State = state,
        PackageKey = "models/keyword-spotting/mine/1.0.0",
        ManifestSha256 = new string('a', 64),
        Manifest = "{}",
        Bytes = 1,
        JobId = job.Id,
        Gates = "[]",
        CreatedBy = "tests",
        CreatedAt = Clock.GetUtcNow(),
    };

    /// <summary>"from>to" of every transition.</summary>
    private protected async Task<IEnumerable<string>> PathAsync(string id) =>
        (await Store.TransitionsAsync(id, 0, CancellationToken.None).WithTimeout())
            .Select(row => $"{row.From.ToName()}>{row.To.ToName()}");

    /// <summary>The types of the stored events, in their order.</summary>
    private protected async Task<List<OutboxRow>> EventsAsync()
    {
        await using var database = Databases.Open();
        return await database.Outbox.AsNoTracking().OrderBy(row => row.Position).ToListAsync().WithTimeout();
    }
}
