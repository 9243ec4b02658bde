namespace Kws.Cli.Benchmarking;

/// <summary>What one way of putting a load on something reached.</summary>
internal sealed record LoadResult(string Call, int Concurrency, double Seconds, DelaySummary Delay)
{
    public double PerSecond => Delay.Count / Seconds;
}

/// <summary>
/// The same work again and again for a while, by several workers at once, and how long each piece took.
/// </summary>
internal sealed class LoadRun(TimeProvider timeProvider, TimeSpan duration)
{
    private readonly long _begin = timeProvider.GetTimestamp();
    private readonly DelayHistogram _delays = new();
    private long _next = -1;

    /// <summary>Whether it is time to begin no more work.</summary>
    public bool IsOver => timeProvider.GetElapsedTime(_begin) >= duration;

    /// <summary>The number of the next piece of work, from 0, over all workers.</summary>
    public long Next() => Interlocked.Increment(ref _next);

    /// <summary>When a piece of work begins; for <see cref="End"/>.</summary>
    public long Begin() => timeProvider.GetTimestamp();

    /// <summary>The piece of work that began then is done.</summary>
    public void End(long begin) => _delays.Add(timeProvider.GetElapsedTime(begin));

    /// <summary>Runs the workers at once until all have ended.</summary>
    /// <param name="concurrency">Pieces of work that are under way at once, for the report.</param>
    /// <param name="worker">Gets its number; goes on until <see cref="IsOver"/>.</param>
    public async Task<LoadResult> RunAsync(string call, int concurrency, int workers, Func<int, Task> worker)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker));
        return new LoadResult(call, concurrency, timeProvider.GetElapsedTime(_begin).TotalSeconds, _delays.Summary());
    }

    /// <summary>Calls, each sent when the one before it was answered.</summary>
    /// <param name="call">Gets the worker's number and the work's.</param>
    public Task<LoadResult> CallsAsync(string name, int concurrency, Func<int, long, Task> call) =>
        RunAsync(name, concurrency, concurrency, worker => Task.Run(async () =>
        {
            while (!IsOver)
            {
                var begin = Begin();
                await call(worker, Next());
                End(begin);
            }
        }));

    /// <summary>A loop on every processor, without a server: what one can reach at best.</summary>
    /// <param name="createWork">Makes a thread's work, which gets its number.</param>
    public async Task<LoadResult> BareLoopAsync(Func<Action<long>> createWork, CancellationToken cancellationToken)
    {
        var threads = Environment.ProcessorCount;
        var result = await RunAsync(LoadReport.BareLoop, threads, threads, _ => Task.Factory.StartNew(() =>
        {
            var work = createWork();
            while (!IsOver && !cancellationToken.IsCancellationRequested)
            {
                var begin = Begin();
                work(Next());
                End(begin);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }
}
