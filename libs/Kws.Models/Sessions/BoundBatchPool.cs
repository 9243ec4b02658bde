using Microsoft.ML.OnnxRuntime;

namespace Kws.Models;

/// <summary>Memory for runs of one kind: each call in progress has its own, which is kept for later calls.</summary>
internal sealed class BoundBatchPool(InferenceSession session, GraphRun run, int maxBatch) : IDisposable
{
    private readonly Stack<BoundBatches> _idle = new();
    private bool _disposed;

    public GraphRun Kind => run;

    /// <summary>Runs a batch; see <see cref="BoundBatches.Run"/>.</summary>
    /// <exception cref="ArgumentException">A length does not fit the batch.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public void Run(
        RunOptions options, ReadOnlySpan<float> values, int batch, ReadOnlySpan<StreamState?> streams,
            Span<float> posteriors, Span<float> further = default)
    {
        if (batch < 1 || batch > maxBatch)
            throw new ArgumentOutOfRangeException(nameof(batch), batch, $"expected 1 .. {maxBatch}");
        RequireLength(values.Length, batch * run.InputValues, nameof(values));
        RequireLength(posteriors.Length, batch * run.OutputValues, nameof(posteriors));
        if (!further.IsEmpty)
            RequireLength(further.Length, batch * run.FurtherValues, nameof(further));
        if (run.GoesOn || run.Keeps)
            RequireLength(streams.Length, batch, nameof(streams));
        var memory = Take();
        try
        {
            memory.Run(options, values, batch, streams, posteriors, further);
        }
        finally
        {
            Return(memory);
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _disposed = true;
            while (_idle.TryPop(out var memory))
                memory.Dispose();
        }
    }

    private BoundBatches Take()
    {
        lock (_idle)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out var memory))
                return memory;
        }
        return new BoundBatches(session, run, maxBatch);
    }

    private void Return(BoundBatches memory)
    {
        lock (_idle)
        {
            if (_disposed)
                memory.Dispose();
            else
                _idle.Push(memory);
        }
    }

    private static void RequireLength(int length, int expected, string parameter)
    {
        if (length != expected)
            throw new ArgumentException($"{parameter} has {length} values; expected {expected}", parameter);
    }
}
