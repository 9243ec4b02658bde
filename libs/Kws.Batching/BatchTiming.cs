namespace Kws.Batching;

/// <summary>When a batch was put together.</summary>
/// <param name="TakenTimestamp"><see cref="TimeProvider.GetTimestamp"/> when the batch left the queue.</param>
/// <param name="OldestWait">Time the first item spent in the queue.</param>
/// <param name="StillQueued">Items left in the queue behind this batch.</param>
public readonly record struct BatchTiming(long TakenTimestamp, TimeSpan OldestWait, int StillQueued);
