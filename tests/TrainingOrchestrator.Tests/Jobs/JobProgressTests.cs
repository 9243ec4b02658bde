using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

public sealed class JobProgressTests : JobTestBase
{
    [Fact]
    public async Task Epoch_DatabaseAway_IsStoredWithTheNextAndTheLastIsWaitedFor()
    {
        var flaky = new FlakyDatabases(Databases);
        var (job, store) = (NewJob(), StoreOn(flaky));
        await Store.AddAsync(job, CancellationToken.None).WithTimeout();
        var progress = new JobProgress(job, store, Clock, NullLogger.Instance);

        flaky.IsAway = true;
        await progress.EpochAsync(Epoch(1), CancellationToken.None).WithTimeout();
        flaky.IsAway = false;
        await progress.EpochAsync(Epoch(2), CancellationToken.None).WithTimeout();
        Assert.Equal([1, 2], await EpochsAsync());
        flaky.IsAway = true;
        await progress.EpochAsync(Epoch(3), CancellationToken.None).WithTimeout();
        var finishing = progress.FinishAsync(CancellationToken.None);
        Assert.False(finishing.IsCompleted);
        flaky.IsAway = false;
        Clock.Advance(TimeSpan.FromSeconds(1));

        await finishing.WithTimeout();
        Assert.Equal([1, 2, 3], await EpochsAsync());
    }

    [Fact]
    public async Task Epoch_ToldAgain_StaysAsItWasAndIsToldToTheMeshOnce()
    {
        var job = NewJob();
        await Store.AddAsync(job, CancellationToken.None).WithTimeout();
        var progress = new JobProgress(job, Store, Clock, NullLogger.Instance);
        await progress.EpochAsync(Epoch(1), CancellationToken.None).WithTimeout();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await progress.EpochAsync(Epoch(1), CancellationToken.None).WithTimeout();

        await using var database = Databases.Open();
        var stored = await database.JobProgress.SingleAsync().WithTimeout();
        Assert.Equal(Clock.GetUtcNow() - TimeSpan.FromMinutes(1), stored.At);
        Assert.Single(await database.Outbox.Where(row => row.Type == "TrainingProgressed").ToListAsync()
            .WithTimeout());
    }

    private static TrainedEpoch Epoch(int number) => new(number, 3, 1.0 / number, 0.5, 0.1, TimeSpan.FromSeconds(1));

    private async Task<List<int>> EpochsAsync()
    {
        await using var database = Databases.Open();
        return await database.JobProgress.Select(row => row.Epoch).Order().ToListAsync().WithTimeout();
    }

    private sealed class FlakyDatabases(IDatabases<TrainingDatabase> real) : IDatabases<TrainingDatabase>
    {
        public bool IsAway { get; set; }

        public string Kind => real.Kind;

        public TrainingDatabase Open() => IsAway ? throw new InvalidOperationException("it is away") : real.Open();
    }
}
