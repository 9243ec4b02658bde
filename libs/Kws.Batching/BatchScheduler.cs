namespace Kws.Batching;

/// <summary>
/// Gathers single items from many callers into bounded batches and runs them on threads of its own.
/// </summary>
/// <remarks>
/// A batch leaves when it is full, when its first item has waited <see cref="BatchSchedulerOptions.MaxWait"/>,
/// or at once when an urgent item is in the queue. While all workers are busy the queue fills, so batches
/// grow with the load and the wait costs nothing then. Queueing and running allocate nothing.
/// </remarks>
public sealed class BatchScheduler<T> : IDisposable
{
    private readonly BatchSchedulerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly long _maxWaitTicks;
    private readonly BatchQueue<T> _queue;
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private int _idleWorkers;
    private bool _stopped;

    /// <summary>Starts the workers.</summary>
    /// <param name="options">Bounds; validated here.</param>
    /// <param name="createProcessor">Makes the processor of worker 0 .. Workers-1.</param>
    /// <param name="timeProvider">Clock; null: the system's.</param>
    /// <exception cref="ArgumentException">The options have faults; the message lists all.</exception>
    public BatchScheduler(
        BatchSchedulerOptions options,
        Func<int, IBatchProcessor<T>> createProcessor,
        TimeProvider? timeProvider = null)
    {
        var faults = options.Faults();
        if (faults.Count > 0)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        _options = options;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _maxWaitTicks = (long)(options.MaxWait.TotalSeconds * _timeProvider.TimestampFrequency);
        _queue = new BatchQueue<T>(options.Capacity);
        _threads = new Thread[options.Workers];
        for (var i = 0; i < _threads.Length; i++)
        {
            var processor = createProcessor(i);
            _threads[i] = new Thread(() => Work(processor)) { IsBackground = true, Name = $"{options.Name} {i}" };
            // The threads outlive every request: none may inherit the activity or locals of the creator.
            _threads[i].UnsafeStart();
        }
    }

    /// <summary>Items waiting now.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>Queues an item. Never blocks.</summary>
    /// <param name="item">What to run.</param>
    /// <param name="urgent">Whether a free worker should start at once instead of waiting for company.</param>
    /// <returns>False when the queue is full or the scheduler was disposed: the item will not run.</returns>
    public bool TryEnqueue(T item, bool urgent = false)
    {
        var now = _timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (_stopped || !_queue.TryAdd(item, now, urgent))
                return false;
            // Only a worker that can act on this item is woken: on the first, on a full batch, on an urgent one.
            if (_idleWorkers > 0 && (urgent || _queue.Count == 1 || _queue.Count % _options.MaxBatch == 0))
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Refuses further items, runs those queued, and ends the workers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Work(IBatchProcessor<T> processor)
    {
        var batch = new T[_options.MaxBatch];
        while (TakeBatch(batch, out var timing) is var count and > 0)
        {
            try
            {
                processor.Process(batch.AsSpan(0, count), in timing);
            }
            catch (Exception e)
            {
                processor.Fail(batch.AsSpan(0, count), e);
            }
            Array.Clear(batch, 0, count);
        }
        (processor as IDisposable)?.Dispose();
    }

    /// <summary>Waits for a batch that may leave. Returns 0 when the scheduler was disposed and is empty.</summary>
    private int TakeBatch(T[] batch, out BatchTiming timing)
    {
        lock (_gate)
        {
            while (true)
            {
                var wait = _queue.Count == 0 ? Timeout.Infinite : RemainingWait();
                if (_queue.Count > 0 && (wait == 0 || _stopped))
                    break;
                if (_stopped)
                {
                    timing = default;
                    return 0;
                }
                _idleWorkers++;
                Monitor.Wait(_gate, wait);
                _idleWorkers--;
            }
            var now = _timeProvider.GetTimestamp();
            var oldest = _timeProvider.GetElapsedTime(_queue.OldestTimestamp, now);
            var count = _queue.Take(batch);
            // What is left may already be due: let another worker look.
            if (_queue.Count > 0 && _idleWorkers > 0)
                Monitor.Pulse(_gate);
            timing = new BatchTiming(now, oldest, _queue.Count);
            return count;
        }
    }

    /// <summary>Milliseconds until the oldest item has waited long enough; 0: the batch may leave now.</summary>
    private int RemainingWait()
    {
        if (_queue.Count >= _options.MaxBatch || _queue.HasUrgent)
            return 0;
        var left = _maxWaitTicks - (_timeProvider.GetTimestamp() - _queue.OldestTimestamp);
        return left <= 0 ? 0 : (int)Math.Ceiling(left * 1000.0 / _timeProvider.TimestampFrequency);
    }
}
