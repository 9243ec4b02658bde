using System.Collections.Concurrent;

namespace Kws.Batching.Tests;

public sealed class BatchSchedulerTests
{
    [Fact]
    public async Task Items_FromManyCallers_RunOnceEachInBoundedBatches()
    {
        var seen = new ConcurrentBag<int>();
        var largest = 0;
        using (var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 8, Workers = 3, Capacity = 20_000 },
            _ => new Recorder(batch =>
            {
                InterlockedMax(ref largest, batch.Length);
                foreach (var item in batch)
                    seen.Add(item);
            })))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
            {
                for (var i = 0; i < 1000; i++)
                    Assert.True(scheduler.TryEnqueue(caller * 1000 + i));
            }))).WithTimeout();
        }
        Assert.Equal(Enumerable.Range(0, 8000), seen.Order());
        Assert.InRange(largest, 2, 8);
    }

    [Fact]
    public async Task Item_Alone_RunsAfterTheMaximumWait()
    {
        var ran = new TaskCompletionSource<BatchTiming>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 8, MaxWait = TimeSpan.FromMilliseconds(30) },
            _ => new Recorder(_ => { }, ran.SetResult));
        scheduler.TryEnqueue(1);
        var timing = await ran.Task.WithTimeout();
        Assert.True(timing.OldestWait >= TimeSpan.FromMilliseconds(29), $"left after {timing.OldestWait}");
    }

    [Fact]
    public async Task UrgentItem_DoesNotWaitForCompany()
    {
        var ran = new TaskCompletionSource<BatchTiming>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 8, MaxWait = TimeSpan.FromSeconds(1) },
            _ => new Recorder(_ => { }, ran.SetResult));
        scheduler.TryEnqueue(1, urgent: true);
        var timing = await ran.Task.WithTimeout();
        Assert.True(timing.OldestWait < TimeSpan.FromMilliseconds(900), $"left after {timing.OldestWait}");
    }

    [Fact]
    public async Task FullQueue_RefusesAndNeverBlocks()
    {
        using var hold = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = 0;
        using (var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 1, Capacity = 4 },
            _ => new Recorder(batch =>
            {
                ran += batch.Length;
                started.TrySetResult();
                hold.Wait(TimeSpan.FromSeconds(20));
            })))
        {
            scheduler.TryEnqueue(0);
            await started.Task.WithTimeout();
            Assert.All(Enumerable.Range(1, 4), i => Assert.True(scheduler.TryEnqueue(i)));
            Assert.False(scheduler.TryEnqueue(5));
            Assert.Equal(4, scheduler.Queued);
            hold.Set();
        }
        Assert.Equal(5, ran);
    }

    [Fact]
    public async Task ThrowingBatch_IsReportedAndTheNextRuns()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 1 },
            _ => new Recorder(
                batch =>
                {
                    if (batch[0] == 1)
                        throw new InvalidDataException("bad");
                    second.SetResult();
                },
                fail: failed.SetResult));
        scheduler.TryEnqueue(1);
        scheduler.TryEnqueue(2);
        Assert.IsType<InvalidDataException>(await failed.Task.WithTimeout());
        await second.Task.WithTimeout();
    }

    [Fact]
    public void Disposed_RunsWhatWasQueuedAndRefusesTheRest()
    {
        var ran = 0;
        var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 64, MaxWait = TimeSpan.FromSeconds(1) },
            _ => new Recorder(batch => ran += batch.Length));
        for (var i = 0; i < 10; i++)
            scheduler.TryEnqueue(i);
        scheduler.Dispose();
        Assert.Equal(10, ran);
        Assert.False(scheduler.TryEnqueue(11));
    }

    [Fact]
    public void SteadyState_QueueingAllocatesNothing()
    {
        var ran = 0;
        using var scheduler = new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 4, MaxWait = TimeSpan.Zero },
            _ => new Recorder(batch => Interlocked.Add(ref ran, batch.Length)));
        Feed(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(1000);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000, "the caller's thread allocated per item");

        void Feed(int count)
        {
            for (var i = 0; i < count; i++)
            {
                while (!scheduler.TryEnqueue(i))
                    Thread.Yield();
            }
        }
    }

    [Fact]
    public void Options_WithFaults_ListAll()
    {
        var e = Assert.Throws<ArgumentException>(() => new BatchScheduler<int>(
            new BatchSchedulerOptions { MaxBatch = 0, Capacity = -1, Workers = 0, MaxWait = TimeSpan.FromSeconds(2) },
            _ => new Recorder(_ => { })));
        Assert.All(["MaxBatch is 0", "Capacity is -1", "Workers is 0", "MaxWait is 00:00:02"], part =>
            Assert.Contains(part, e.Message));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value
            && Interlocked.CompareExchange(ref target, value, seen) != seen)
            continue;
    }

    private delegate void Batch(ReadOnlySpan<int> items);

    private sealed class Recorder(Batch process, Action<BatchTiming>? timed = null, Action<Exception>? fail = null)
        : IBatchProcessor<int>
    {
        public void Process(ReadOnlySpan<int> batch, in BatchTiming timing)
        {
            process(batch);
            timed?.Invoke(timing);
        }

        public void Fail(ReadOnlySpan<int> batch, Exception exception) => fail?.Invoke(exception);
    }
}
