using Kws.Tts.Engines;

namespace Kws.Tts.Tests.Engines;

public class FairQueueTests
{
    [Fact]
    public async Task Leave_ClientsWait_TakeTurns()
    {
        var queue = new FairQueue(1, 10);
        await queue.EnterAsync("a", CancellationToken.None).WithTimeout();
        Task[] turns = [Enter(queue, "a"), Enter(queue, "a"), Enter(queue, "a"), Enter(queue, "b"), Enter(queue, "b")];
        List<int> order = [];
        for (var i = 0; i < turns.Length; i++)
        {
            queue.Leave();
            await Task.WhenAny(turns.Where((_, turn) => !order.Contains(turn))).WithTimeout();
            order.Add(Enumerable.Range(0, turns.Length).Single(turn =>
                turns[turn].IsCompletedSuccessfully && !order.Contains(turn)));
        }
        Assert.Equal([0, 3, 1, 4, 2], order);
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public async Task EnterAsync_QueueFullOfAnother_TakesThePlaceOfItsNewest()
    {
        var queue = new FairQueue(1, 3);
        await queue.EnterAsync("greedy", CancellationToken.None).WithTimeout();
        Task[] greedy = [Enter(queue, "greedy"), Enter(queue, "greedy"), Enter(queue, "greedy")];
        var modest = Enter(queue, "modest");
        var error = await Assert.ThrowsAsync<EngineBusyException>(() => greedy[2].WithTimeout());
        Assert.StartsWith("4 requests", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EngineBusyException>(() => Enter(queue, "greedy").WithTimeout());
        Assert.False(modest.IsCompleted);
        queue.Leave();
        queue.Leave();
        await Task.WhenAll(greedy[0], modest).WithTimeout();
        Assert.False(greedy[1].IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_NoPlaceInTheQueue_IsRefused()
    {
        var queue = new FairQueue(1, 0);
        await queue.EnterAsync("a", CancellationToken.None).WithTimeout();
        await Assert.ThrowsAsync<EngineBusyException>(() => Enter(queue, "b").WithTimeout());
        Assert.False(queue.TryEnter());
        queue.Leave();
        Assert.True(queue.TryEnter());
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileItWaits_GivesItsPlaceBack()
    {
        var queue = new FairQueue(1, 1);
        await queue.EnterAsync("a", CancellationToken.None).WithTimeout();
        using var leave = new CancellationTokenSource();
        var waiting = queue.EnterAsync("b", leave.Token);
        await leave.CancelAsync().WithTimeout();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithTimeout());
        Assert.Equal(0, queue.Waiting);
        var next = Enter(queue, "c");
        queue.Leave();
        await next.WithTimeout();
        queue.Leave();
        Assert.True(queue.TryEnter());
    }

    [Fact]
    public async Task Enter_ManyThreads_NeverLetsMoreInThanVoices()
    {
        var queue = new FairQueue(3, 1000);
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            await queue.EnterAsync($"{i % 5}", CancellationToken.None);
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            queue.Leave();
        }))).WithTimeout();
        Assert.InRange(most, 1, 3);
        Assert.True(queue.TryEnter() && queue.TryEnter() && queue.TryEnter());
        Assert.False(queue.TryEnter());
    }

    private static Task Enter(FairQueue queue, string client) => queue.EnterAsync(client, CancellationToken.None);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
            seen = Interlocked.CompareExchange(ref most, value, seen);
    }
}
