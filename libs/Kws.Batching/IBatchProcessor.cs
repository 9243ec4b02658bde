namespace Kws.Batching;

/// <summary>Runs the batches of one worker thread. One instance serves one thread, so it may own buffers.</summary>
public interface IBatchProcessor<T>
{
    /// <summary>Runs a batch of 1 .. <see cref="BatchSchedulerOptions.MaxBatch"/> items, in the order they were
    /// queued.</summary>
    /// <param name="batch">Valid during the call only.</param>
    /// <param name="timing">How long the items waited.</param>
    void Process(ReadOnlySpan<T> batch, in BatchTiming timing);

    /// <summary>Tells the items of a batch that <see cref="Process"/> threw. The worker goes on with the next
    /// batch.</summary>
    void Fail(ReadOnlySpan<T> batch, Exception exception);
}

/// <summary>When a batch was put together.</summary>
/// <param name="TakenTimestamp"><see cref="TimeProvider.GetTimestamp"/> when the batch left the queue.</param>
/// <param name="OldestWait">Time the first item spent in the queue.</param>
/// <param name="StillQueued">Items left in the queue behind this batch.</param>
public readonly record struct BatchTiming(long TakenTimestamp, TimeSpan OldestWait, int StillQueued);
