using Kws.Contracts.Events;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

public sealed class JobRunTests : JobTestBase
{
    private readonly JobOptions _options = new() { Lease = TimeSpan.FromSeconds(30) };
    private readonly StagedSteps _steps = new();

    [Theory]
    [InlineData(true, JobState.Published, nameof(ModelPublished))]
    [InlineData(false, JobState.Rejected, nameof(ModelRejected))]
    public async Task Go_EveryStepDone_EndsAsTheGatesSayWithTheModelInTheRegistry(
        bool passes, object end, string told)
    {
        _steps.Outcome = job => new JobOutcome(
            passes, passes ? "" : "accuracy is 0.5, allowed: at least 0.8",
            ModelOf(job, passes ? ModelState.Published : ModelState.Rejected));
        var job = await RunAsync();
        Assert.Equal((JobState)end, job.State);
        Assert.Equal(["prepare", "train", "evaluate", "clean up"], _steps.Done);
        Assert.Equal(passes ? "" : "accuracy is 0.5, allowed: at least 0.8", job.Reason);
        Assert.Single(await EventsAsync(), row => row.Type == told);
        await using var database = Databases.Open();
        Assert.Equal(job.Id, (await database.Models.SingleAsync().WithTimeout()).JobId);
    }

    [Fact]
    public async Task Go_StepFails_IsTriedAgainAfterAPauseThatDoublesAndFailsInTheEnd()
    {
        _steps.On("train", _ => throw new IOException("the disk is full"));
        var job = await RunAsync();
        Assert.Equal((JobState.Queued, 2, "the disk is full"), (job.State, job.Attempt, job.Reason));
        Assert.Null(await ClaimAsync());
        Clock.Advance(_options.RetryPause);
        job = await GoAsync((await ClaimAsync())!);
        Assert.Equal((JobState.Queued, 3), (job.State, job.Attempt));
        Clock.Advance(_options.RetryPause);
        Assert.Null(await ClaimAsync());
        Clock.Advance(_options.RetryPause);
        job = await GoAsync((await ClaimAsync())!);
        Assert.Equal((JobState.Failed, "the disk is full (after 3 attempts)"), (job.State, job.Reason));
        Assert.Equal("clean up", _steps.Done[^1]);
    }

    [Fact]
    public async Task Go_FaultThatWouldStay_FailsAtOnce()
    {
        _steps.On("train", _ => throw new JobFailedException("epochs: 0, at least 1"));
        var job = await RunAsync();
        Assert.Equal((JobState.Failed, 1, "epochs: 0, at least 1"), (job.State, job.Attempt, job.Reason));
    }

    [Theory]
    [InlineData("prepare", JobState.Preparing)]
    [InlineData("train", JobState.Training)]
    [InlineData("evaluate", JobState.Evaluating)]
    public async Task Go_ReplicaStops_LeavesTheJobAndAnotherGoesOnFromThere(string step, object state)
    {
        using var stopping = new CancellationTokenSource();
        _steps.On(step, token =>
        {
            stopping.Cancel();
            token.ThrowIfCancellationRequested();
        });
        var job = await RunAsync(stopping.Token);
        Assert.Equal(((JobState)state, (string?)null, 1), (job.State, job.Owner, job.Attempt));

        _steps.On(step, _ => { });
        job = await GoAsync((await ClaimAsync("another"))!);

        Assert.Equal(JobState.Published, job.State);
        Assert.Equal(2, _steps.Done.Count(done => done == step));
        // What was behind it is not done again.
        Assert.Equal(1, _steps.Done.Count(done => done == "clean up"));
        Assert.All((string[])["prepare", "train"], before =>
            Assert.Equal(before == step ? 2 : 1, _steps.Done.Count(done => done == before)));
    }

    [Fact]
    public async Task Go_EndAskedForWhileItTrains_EndsCancelledAndCleansUp()
    {
        var training = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _steps.Wait("train", training);
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var claimed = (await ClaimAsync())!;
        var running = Run().GoAsync(claimed, CancellationToken.None);
        await training.Task.WithTimeout();
        await Store.CancelAsync(claimed.Id, CancellationToken.None).WithTimeout();
        await AdvanceUntilAsync(running);
        var job = (await Store.FindAsync(claimed.Id, CancellationToken.None).WithTimeout())!;
        Assert.Equal((JobState.Cancelled, "on request"), (job.State, job.Reason));
        Assert.Equal("clean up", _steps.Done[^1]);
    }

    [Fact]
    public async Task Go_EndAskedForBeforeItIsTakenUp_StopsWhatRunsElsewhereAndBeginsNothing()
    {
        var job = NewJob();
        await Store.AddAsync(job, CancellationToken.None).WithTimeout();
        var killed = (await ClaimAsync("killed"))!;
        await Store.BeginsElsewhereAsync(killed, "kws-1", CancellationToken.None).WithTimeout();
        await Store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();
        Clock.Advance(_options.Lease * 2);
        _steps.Remark = "kws-1 may still run";
        job = await GoAsync((await ClaimAsync())!);
        Assert.Equal(["stop", "clean up"], _steps.Done);
        Assert.Equal((JobState.Cancelled, "on request; kws-1 may still run"), (job.State, job.Reason));
    }

    [Fact]
    public async Task Go_StopTakesLongerThanTheLease_KeepsTheJob()
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _steps.Wait("train", stopping);
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var claimed = (await ClaimAsync())!;
        _steps.Wait("stop", stopping, stopped);
        var running = Run().GoAsync(claimed, CancellationToken.None);
        await stopping.Task.WithTimeout();
        await Store.CancelAsync(claimed.Id, CancellationToken.None).WithTimeout();
        for (var i = 0; i < 40; i++)
        {
            Clock.Advance(_options.Lease / 6);
            await Task.Delay(10);
        }

        await Eventually.BeAsync(() => _steps.Done.Contains("stop"));
        Assert.Null(await ClaimAsync("another"));
        stopped.SetResult();
        await AdvanceUntilAsync(running);
        Assert.Equal(JobState.Cancelled,
            (await Store.FindAsync(claimed.Id, CancellationToken.None).WithTimeout())!.State);
    }

    [Fact]
    public async Task Go_ModelThatIsNoPackage_EndsRejectedWithNothingInTheRegistry()
    {
        _steps.Outcome = _ => new JobOutcome(false, "kept at sagemaker/output", Model: null);
        var job = await RunAsync();
        Assert.Equal((JobState.Rejected, "kept at sagemaker/output"), (job.State, job.Reason));
        await using var database = Databases.Open();
        Assert.False(await database.Models.AnyAsync().WithTimeout());
        Assert.DoesNotContain(await EventsAsync(), row => row.Type == nameof(ModelRejected));
    }

    [Fact]
    public async Task Go_AnotherReplicaHasTheJob_LetsGoOfIt()
    {
        var training = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _steps.Wait("train", training);
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var claimed = (await ClaimAsync())!;
        var running = Run().GoAsync(claimed, CancellationToken.None);
        await training.Task.WithTimeout();
        await using (var database = Databases.Open())
            await database.Jobs.ExecuteUpdateAsync(job => job.SetProperty(row => row.Owner, "another")).WithTimeout();
        await AdvanceUntilAsync(running);
        var job = (await Store.FindAsync(claimed.Id, CancellationToken.None).WithTimeout())!;
        Assert.Equal((JobState.Training, "another"), (job.State, job.Owner));
        Assert.DoesNotContain("clean up", _steps.Done);
    }

    private async Task<JobRow> RunAsync(CancellationToken stopping = default)
    {
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        return await GoAsync((await ClaimAsync())!, stopping);
    }

    private async Task<JobRow> GoAsync(JobRow job, CancellationToken stopping = default)
    {
        await Run().GoAsync(job, stopping).WithTimeout();
        return (await Store.FindAsync(job.Id, CancellationToken.None).WithTimeout())!;
    }

    private Task<JobRow?> ClaimAsync(string owner = "replica") =>
        Store.ClaimAsync(owner, _options.Lease, CancellationToken.None).WithTimeout();

    private JobRun Run()
    {
        _steps.Outcome ??= job => new JobOutcome(true, "", ModelOf(job, ModelState.Published));
        return new JobRun(Store, _steps, _options, Clock, NullLogger<JobRun>.Instance);
    }

    // The lease is kept by the clock.
    private async Task AdvanceUntilAsync(Task running)
    {
        for (var i = 0; i < 200 && !running.IsCompleted; i++)
        {
            Clock.Advance(_options.Lease / 6);
            await Task.WhenAny(running, Task.Delay(20)).WithTimeout();
        }

        await running.WithTimeout();
    }

    /// <summary>Steps that do what a test says.</summary>
    private sealed class StagedSteps : IJobSteps
    {
        private readonly Dictionary<string, Func<CancellationToken, Task>> _acts = [];

        public List<string> Done { get; } = [];

        public Func<JobRow, JobOutcome>? Outcome { get; set; }

        /// <summary>What a stop tells besides.</summary>
        public string Remark { get; set; } = "";

        public void On(string step, Action<CancellationToken> act) => _acts[step] = token =>
        {
            act(token);
            return Task.CompletedTask;
        };

        /// <summary>The step tells that it began, and ends when it is told to; null: never by itself.</summary>
        public void Wait(string step, TaskCompletionSource began, TaskCompletionSource? ends = null) =>
            _acts[step] = token =>
            {
                began.TrySetResult();
                return ends?.Task.WaitAsync(token) ?? Task.Delay(Timeout.InfiniteTimeSpan, token);
            };

        public Task PrepareAsync(JobRow job, CancellationToken cancellationToken) =>
            ActAsync("prepare", cancellationToken);

        public Task TrainAsync(JobRow job, CancellationToken cancellationToken) =>
            ActAsync("train", cancellationToken);

        public async Task<string> StopAsync(JobRow job, CancellationToken cancellationToken)
        {
            await ActAsync("stop", cancellationToken);
            return Remark;
        }

        public async Task<JobOutcome> EvaluateAsync(JobRow job, CancellationToken cancellationToken)
        {
            await ActAsync("evaluate", cancellationToken);
            return Outcome!(job);
        }

        public void CleanUp(JobRow job) => Done.Add("clean up");

        private Task ActAsync(string step, CancellationToken cancellationToken)
        {
            Done.Add(step);
            return _acts.TryGetValue(step, out var act) ? act(cancellationToken) : Task.CompletedTask;
        }
    }
}
