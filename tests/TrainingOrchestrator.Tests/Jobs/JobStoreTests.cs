using System.Text.Json;
using Kws.Contracts.Events;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>On PostgreSQL and, so that one is as good as the other, on SQLite.</summary>
[Collection(PostgresCollection.Name)]
public sealed class JobStoreOnPostgresTests(SharedPostgres server) : JobStoreTests(server);

public sealed class JobStoreOnSqliteTests() : JobStoreTests(null);

public abstract class JobStoreTests(SharedPostgres? server) : JobTestBase(server)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Add_SameRequestTwice_IsOneJob()
    {
        var first = await Store.AddAsync(NewJob("request"), CancellationToken.None).WithTimeout();
        var second = await Store.AddAsync(NewJob("request"), CancellationToken.None).WithTimeout();
        Assert.Equal(first.Id, second.Id);
        Assert.Single(await Store.ListAsync(10, [], CancellationToken.None).WithTimeout());
        Assert.Single(await EventsAsync());
    }

    [SkippableFact]
    public async Task Add_SameRequestManyTimesAtOnce_IsOneJob()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => Store.AddAsync(NewJob("request"), CancellationToken.None)))).WithTimeout();
        Assert.Single(jobs.Select(job => job.Id).Distinct());
    }

    [SkippableFact]
    public async Task Cancel_WaitingJobForWhichSomethingMayRunElsewhere_IsLeftToAReplica()
    {
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var job = (await Store.ClaimAsync("replica", s_lease, CancellationToken.None).WithTimeout())!;
        await Store.BeginsElsewhereAsync(job, "kws-1", CancellationToken.None).WithTimeout();
        await Store.ReleaseAsync(job.Id, "replica", CancellationToken.None).WithTimeout();
        await Assert.ThrowsAsync<JobLostException>(() =>
            Store.BeginsElsewhereAsync(job, "kws-2", CancellationToken.None).WithTimeout());

        var cancelled = await Store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();

        Assert.Equal((JobState.Queued, true, "kws-1"),
            (cancelled!.State, cancelled.CancelRequested, cancelled.ExternalId));
        Assert.NotNull(await Store.ClaimAsync("replica", s_lease, CancellationToken.None).WithTimeout());
    }

    [SkippableFact]
    public async Task Claim_ManyReplicasAtOnce_TakeEachJobOnce()
    {
        for (var i = 0; i < 12; i++)
            await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(replica => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await Store.ClaimAsync($"replica-{replica}", s_lease, CancellationToken.None) is { } job)
                mine.Add(job.Id);
            return mine;
        }))).WithTimeout();
        var all = taken.SelectMany(mine => mine).ToList();
        Assert.Equal((12, 12), (all.Count, all.Distinct().Count()));
    }

    [SkippableFact]
    public async Task Claim_OwnerSaysNothingForTheLease_TakesItOverAndTheFormerOwnerCannotStore()
    {
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var first = await Store.ClaimAsync("first", s_lease, CancellationToken.None).WithTimeout();
        Assert.Null(await Store.ClaimAsync("second", s_lease, CancellationToken.None).WithTimeout());
        Clock.Advance(s_lease + TimeSpan.FromSeconds(1));

        var second = await Store.ClaimAsync("second", s_lease, CancellationToken.None).WithTimeout();

        Assert.Equal(first!.Id, second!.Id);
        Assert.Null(await Store.KeepAsync(first.Id, "first", s_lease, CancellationToken.None).WithTimeout());
        await Assert.ThrowsAsync<JobLostException>(() =>
            Store.MoveAsync(first, JobState.Preparing, "", null, CancellationToken.None).WithTimeout());
        await Store.MoveAsync(second, JobState.Preparing, "", null, CancellationToken.None).WithTimeout();
    }

    [SkippableFact]
    public async Task Keep_OwnJob_PutsOffTheEndOfTheLease()
    {
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var job = await Store.ClaimAsync("first", s_lease, CancellationToken.None).WithTimeout();
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(s_lease / 2);
            Assert.False(await Store.KeepAsync(job!.Id, "first", s_lease, CancellationToken.None).WithTimeout());
        }

        Assert.Null(await Store.ClaimAsync("second", s_lease, CancellationToken.None).WithTimeout());
    }

    [SkippableTheory]
    [InlineData(JobState.Training)]
    [InlineData(JobState.Published)]
    public async Task Move_StateThatMayNotFollow_IsRefused(object to)
    {
        var job = await ClaimedAsync();
        await Assert.ThrowsAsync<JobLostException>(() =>
            Store.MoveAsync(job, (JobState)to, "", null, CancellationToken.None).WithTimeout());
        Assert.Single(await EventsAsync());
    }

    [SkippableFact]
    public async Task Move_ToPublished_StoresJobTransitionModelAndEventsTogether()
    {
        var job = await ClaimedAsync();
        foreach (var state in (JobState[])[JobState.Preparing, JobState.Training, JobState.Evaluating])
            job = await Store.MoveAsync(job, state, "", null, CancellationToken.None).WithTimeout();
        job = await Store.MoveAsync(job, JobState.Published, "mine 1.0.0", (row, database) =>
        {
            var model = ModelOf(row, ModelState.Published);
            database.Models.Add(model);
            ModelAnnouncements.Add(database, model, "");
        }, CancellationToken.None).WithTimeout();

        Assert.Equal((JobState.Published, (string?)null, (DateTimeOffset?)Clock.GetUtcNow()),
            (job.State, job.Owner, job.EndedAt));
        Assert.Equal(["queued>queued", "queued>preparing", "preparing>training", "training>evaluating",
            "evaluating>published"], await PathAsync(job.Id));
        var events = await EventsAsync();
        Assert.Equal([.. Enumerable.Repeat(nameof(TrainingJobChanged), 4), nameof(TrainingJobChanged),
            nameof(ModelPublished)], events.Select(row => row.Type).Order(StringComparer.Ordinal).Reverse()
            .OrderBy(type => type == nameof(ModelPublished)));
        var last = events.Where(row => row.Type == nameof(TrainingJobChanged))
            .Select(row => JsonSerializer.Deserialize<TrainingJobChanged>(row.Payload)!).Last();
        Assert.Equal(("published", "mine 1.0.0", job.Id), (last.State, last.Reason, last.JobId));
    }

    [SkippableFact]
    public async Task Move_ThatCannotBeStored_StoresNoEventEither()
    {
        var job = await ClaimedAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Store.MoveAsync(job, JobState.Preparing, "", (row, database) =>
        {
            // Two models of one key.
            database.Models.Add(ModelOf(row, ModelState.Published));
            database.Models.Add(ModelOf(row, ModelState.Published));
        }, CancellationToken.None).WithTimeout());
        Assert.Equal(JobState.Queued, (await FindAsync(job.Id)).State);
        Assert.Single(await EventsAsync());
    }

    [SkippableFact]
    public async Task Move_AnotherMoveIsStoredMeanwhile_IsLost()
    {
        var job = await ClaimedAsync();
        await Assert.ThrowsAsync<JobLostException>(() => Store.MoveAsync(job, JobState.Cancelled, "", (_, _) =>
            Store.MoveAsync(job, JobState.Preparing, "", null, CancellationToken.None).WithTimeout()
                .GetAwaiter().GetResult(), CancellationToken.None).WithTimeout());
        Assert.Equal(["queued>queued", "queued>preparing"], await PathAsync(job.Id));
    }

    [SkippableFact]
    public async Task Cancel_JobThatNobodyWorksOn_EndsItAtOnce()
    {
        var job = await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var cancelled = await Store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();
        Assert.Equal((JobState.Cancelled, "on request"), (cancelled!.State, cancelled.Reason));
        Assert.Null(await Store.ClaimAsync("replica", s_lease, CancellationToken.None).WithTimeout());
    }

    [SkippableFact]
    public async Task Cancel_RunningJob_IsToldToItsOwner()
    {
        var job = await ClaimedAsync();
        var asked = await Store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();
        Assert.Equal((JobState.Queued, true), (asked!.State, asked.CancelRequested));
        Assert.True(await Store.KeepAsync(job.Id, "replica", s_lease, CancellationToken.None).WithTimeout());
    }

    [SkippableFact]
    public async Task Cancel_EndedJob_ChangesNothing()
    {
        var job = await ClaimedAsync();
        await Store.MoveAsync(job, JobState.Failed, "no data", null, CancellationToken.None).WithTimeout();
        var after = await Store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();
        Assert.Equal((JobState.Failed, "no data", false), (after!.State, after.Reason, after.CancelRequested));
        Assert.Null(await Store.CancelAsync("nobody's", CancellationToken.None).WithTimeout());
    }

    [SkippableFact]
    public async Task Progressed_SameEpochAgainAfterARestart_ReplacesItAndIsToldOnce()
    {
        var job = await ClaimedAsync();
        await Store.ProgressedAsync(EpochOf(job, loss: 2), CancellationToken.None).WithTimeout();
        await Store.ProgressedAsync(EpochOf(job, loss: 1), CancellationToken.None).WithTimeout();
        var progress = Assert.Single(
            await Store.ProgressAsync(job.Id, DateTimeOffset.MinValue, CancellationToken.None).WithTimeout());
        Assert.Equal(1, progress.Loss);
        Assert.Single(await EventsAsync(), row => row.Type == nameof(TrainingProgressed));
    }

    private async Task<JobRow> ClaimedAsync()
    {
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        return (await Store.ClaimAsync("replica", s_lease, CancellationToken.None).WithTimeout())!;
    }

    private async Task<JobRow> FindAsync(string id) =>
        (await Store.FindAsync(id, CancellationToken.None).WithTimeout())!;

    private JobProgressRow EpochOf(JobRow job, double loss) => new()
    {
        JobId = job.Id,
        Epoch = 1,
        Epochs = 5,
        Loss = loss,
        Accuracy = 0.5,
        LearningRate = 0.1,
        SecondsLeft = 3,
        At = Clock.GetUtcNow(),
    };
}
