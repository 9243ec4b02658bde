using Kws.FeatureExtraction.Streaming;

namespace Kws.FeatureExtraction.Tests.Streaming;

public sealed class ByteBoundedQueueTests
{
    [Fact]
    public async Task AddAsync_BeyondTheLimit_WaitsUntilTheConsumerMadeRoom()
    {
        var queue = new ByteBoundedQueue<int>(100);
        Assert.True(queue.AddAsync(1, 60, default).IsCompleted);
        var second = queue.AddAsync(2, 60, default).AsTask();

        Assert.False(second.IsCompleted);
        Assert.True(queue.TryTake(out var item, out var bytes));

        await second.WithTimeout();
        Assert.Equal((1, 60), (item, bytes));
        Assert.Equal(60, queue.Bytes);
    }

    [Fact]
    public async Task AddAsync_Cancelled_StopsWaiting()
    {
        var queue = new ByteBoundedQueue<int>(10);
        using var cancel = new CancellationTokenSource();
        var waiting = queue.AddAsync(1, 11, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting).WithTimeout();
    }

    [Fact]
    public async Task AddAndTake_Racing_LoseNothingAndKeepTheOrder()
    {
        var queue = new ByteBoundedQueue<int>(50);
        var producing = Task.Run(async () =>
        {
            for (var i = 0; i < 100_000; i++)
                await queue.AddAsync(i, 1 + i % 40, default);
            queue.Complete();
        });

        var next = 0;
        while (await queue.WaitToTakeAsync(default).AsTask().WithTimeout())
        {
            while (queue.TryTake(out var item, out _))
                Assert.Equal(next++, item);
        }

        await producing.WithTimeout();
        Assert.Equal(100_000, next);
        Assert.Equal(0, queue.Bytes);
    }
}
