using System.Collections.Concurrent;
using Kws.ServiceDefaults.Retrying;
using Microsoft.Extensions.Time.Testing;
using Polly;

namespace Kws.ServiceDefaults.Tests.Retrying;

public sealed class EndlessRetryTests
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly ConcurrentQueue<TimeSpan> _pauses = [];
    private readonly ConcurrentQueue<DateTimeOffset> _attempts = [];
    private readonly ResiliencePipeline _pipeline;

    public EndlessRetryTests() => _pipeline = new ResiliencePipelineBuilder { TimeProvider = _timeProvider }
        .AddRetry(EndlessRetry.Of(s_first, s_longest, failure => _pauses.Enqueue(failure.RetryDelay)))
        .Build();

    [Fact]
    public async Task Execute_FailingAgainAndAgain_PausesTwiceAsLongUpToTheLongest()
    {
        const int Failures = 1100; // Two to that power is more than a double holds.
        var work = Run(attempt => attempt <= Failures ? throw new IOException() : ValueTask.CompletedTask);

        await PassTimeUntilAsync(() => work.IsCompleted).WithTimeout();

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 2, 2], _pauses.Take(6).Select(pause => pause.TotalSeconds));
        Assert.All(_pauses.Skip(4), pause => Assert.Equal(s_longest, pause));
        var waited = _attempts.Zip(_attempts.Skip(1), (before, after) => after - before);
        Assert.All(waited.Zip(_pauses), pair => Assert.True(pair.First >= pair.Second, $"{pair}"));
        await work.WithTimeout();
    }

    [Fact]
    public async Task Execute_AttemptCancelledByItself_TriesAgain()
    {
        var work = Run(attempt => attempt == 1 ? throw new OperationCanceledException() : ValueTask.CompletedTask);

        await PassTimeUntilAsync(() => work.IsCompleted).WithTimeout();

        await work.WithTimeout();
        Assert.Single(_pauses);
    }

    [Fact]
    public async Task Execute_CallerCancels_EndsInThePause()
    {
        using var caller = new CancellationTokenSource();
        var work = Run(_ => throw new IOException(), caller.Token);
        Assert.Equal(s_first, Assert.Single(_pauses));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work).WithTimeout();
        Assert.Single(_attempts);
    }

    private Task Run(Func<int, ValueTask> work, CancellationToken cancellationToken = default) =>
        _pipeline.ExecuteAsync(_ =>
    {
        _attempts.Enqueue(_timeProvider.GetUtcNow());
        return work(_attempts.Count);
    }, cancellationToken).AsTask();

    private async Task PassTimeUntilAsync(Func<bool> condition)
    {
        for (; !condition(); await Task.Yield())
            _timeProvider.Advance(TimeSpan.FromSeconds(0.1));
    }
}
