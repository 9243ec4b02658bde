using System.Collections.Concurrent;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;

namespace Kws.ServiceDefaults.Tests.Bus;

/// <summary>What the consumer under test was handed.</summary>
internal sealed class Notes
{
    public SeenEvents Seen { get; } = new();

    public ConcurrentQueue<KeywordDetected> Taken { get; } = new();

    /// <summary>How often the consumer still fails.</summary>
    public int Failures;

    public int Attempts;
}

/// <summary>An idempotent consumer as a service would write it.</summary>
internal sealed class NotingConsumer(Notes notes) : IdempotentConsumer<KeywordDetected>(notes.Seen)
{
    protected override Task ConsumeOnceAsync(KeywordDetected meshEvent, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref notes.Attempts);
        if (Interlocked.Decrement(ref notes.Failures) >= 0)
            throw new InvalidOperationException("told to fail");
        notes.Taken.Enqueue(meshEvent);
        return Task.CompletedTask;
    }
}
