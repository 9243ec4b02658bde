using System.Diagnostics.Metrics;
using Grpc.Core;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Tests.DataSets;
using Kws.TrainingOrchestrator.Tests.DataSets.Correcting;
using Kws.TrainingOrchestrator.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using JobState = Kws.TrainingOrchestrator.Jobs.JobState;
using PromotionState = Kws.TrainingOrchestrator.Registry.PromotionState;

namespace Kws.TrainingOrchestrator.Tests;

/// <summary>What the instruments tell of jobs, on a database of their own.</summary>
public sealed class TrainingMetricsTests : JobTestBase
{
    private readonly IMeterFactory _meters = TestMetrics.NewFactory();

    [Fact]
    public async Task Gauges_TellJobsByStateTheOldestOnesAgeAndTheOutbox()
    {
        using var read = new MetricReader(_meters);
        var metrics = new TrainingMetrics(_meters);
        var gauges = new TrainingGauges(Databases, metrics, Clock, NullLogger<TrainingGauges>.Instance);
        await gauges.ReadAsync(CancellationToken.None).WithTimeout();
        Assert.Equal((0, 0), (read["kws.training.jobs queued"], read["kws.training.queue.age"]));

        for (var job = 0; job < 3; job++)
            await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        var taken = await Store.ClaimAsync("me", TimeSpan.FromSeconds(30), CancellationToken.None).WithTimeout();
        await Store.MoveAsync(taken!, JobState.Preparing, "", null, CancellationToken.None).WithTimeout();
        Clock.Advance(TimeSpan.FromSeconds(42));
        await gauges.ReadAsync(CancellationToken.None).WithTimeout();

        Assert.Equal((2, 1, 0), (read["kws.training.jobs queued"], read["kws.training.jobs preparing"],
            read["kws.training.jobs training"]));
        Assert.Equal(42, read["kws.training.queue.age"]);
        Assert.Equal(4, read["kws.training.outbox.waiting"]);
    }

    [Fact]
    public async Task Counters_CountEndedJobsAndEachEpochOnce()
    {
        using var read = new MetricReader(_meters);
        var store = new JobStore(
            Databases, new OutboxSignal(), new TrainingMetrics(_meters), Clock, NullLogger<JobStore>.Instance);
        var job = await store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        foreach (var epoch in (int[])[1, 2, 2])
            await store.ProgressedAsync(Epoch(job.Id, epoch), CancellationToken.None).WithTimeout();

        await store.CancelAsync(job.Id, CancellationToken.None).WithTimeout();

        Assert.Equal((1, 0, 2), (read["kws.training.jobs.ended cancelled"], read["kws.training.jobs.ended failed"],
            read["kws.training.epochs"]));
    }

    [Fact]
    public void Promotions_AreCountedByOutcome()
    {
        using var read = new MetricReader(_meters);
        var metrics = new TrainingMetrics(_meters);

        metrics.Promoted(PromotionState.Done);
        metrics.Promoted(PromotionState.Failed);
        metrics.Promoted(PromotionState.Failed);

        Assert.Equal((1, 2), (read["kws.training.promotions done"], read["kws.training.promotions failed"]));
    }

    [Fact]
    public async Task ImportsAndCorrections_AreCountedByOutcome()
    {
        using var folder = new TemporaryFolder();
        await using var bench = await CorrectionBench.StartAsync(folder);
        using var read = new MetricReader(bench.Host.Services.GetRequiredService<IMeterFactory>());
        await bench.ImportAsync("words", TrainingTask.KeywordSpotting, TestClips.Words());
        await bench.ImportAsync("more", TrainingTask.KeywordSpotting, TestClips.Words());
        await Assert.ThrowsAsync<RpcException>(() => bench.ImportAsync(
            "bad", TrainingTask.KeywordSpotting, new() { ["yes/a_nohash_0.wav"] = [] }));
        Assert.Equal((1, 1, 1), (read["kws.training.imports existed"], read["kws.training.imports new"],
            read["kws.training.imports refused"]));

        var (gone, kept) = (await bench.RecordAsync("a1"), await bench.RecordAsync("a2"));
        await bench.MarkAsync(gone, "no", "words");
        await bench.MarkAsync(kept, "no", "words");
        await bench.DeleteAsync(gone);
        await bench.CorrectAsync();

        Assert.Equal((2, 1, 1), (read["kws.training.corrections marked"], read["kws.training.corrections taken"],
            read["kws.training.corrections missing"]));
    }

    private JobProgressRow Epoch(string job, int epoch) => new()
    {
        JobId = job,
        Epoch = epoch,
        Epochs = 3,
        Loss = 1,
        Accuracy = 0.5,
        LearningRate = 0.1,
        SecondsLeft = 1,
        At = Clock.GetUtcNow(),
    };
}
