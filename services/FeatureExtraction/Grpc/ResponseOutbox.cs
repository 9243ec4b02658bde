using Grpc.Core;
using Kws.FeatureExtraction.Streaming;
using Kws.Features.V1;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>
/// Queues the responses of a call and writes them. A client that speaks in parts gets what one message of its has
/// brought about as one message; to another, what has gathered goes out in one flush.
/// </summary>
/// <remarks>The reading side alone sends and flushes.</remarks>
internal sealed class ResponseOutbox(
    PatientWriter<ExtractResponse> responses, FeatureExtractionOptions options, FeatureMetrics metrics, ILogger logger)
{
    private const int MaxPartsBytes = 256 * 1024;
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();
    private readonly ByteBoundedQueue<ExtractResponse> _queue = new(options.MaxQueuedResponseBytes);
    private ExtractResponse? _gathered;
    private int _gatheredBytes;
    private bool _useParts;

    /// <summary>From now on the client is answered with parts.</summary>
    public void UseParts() => _useParts = true;

    /// <summary>Waits while the client is behind with reading.</summary>
    public ValueTask SendAsync(ExtractResponse response, int bytes, CancellationToken cancellationToken)
    {
        if (!_useParts)
            return _queue.AddAsync(response, bytes, cancellationToken);
        (_gathered ??= new ExtractResponse()).Parts.Add(response);
        _gatheredBytes += bytes;
        return _gatheredBytes < MaxPartsBytes ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    /// <summary>Lets go what has gathered; waits while the client is behind with reading.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => TakeGathered() is var (message, bytes)
        ? _queue.AddAsync(message, bytes, cancellationToken)
        : ValueTask.CompletedTask;

    /// <summary>Lets go what has gathered when no more will, without waiting.</summary>
    public void FlushLast()
    {
        if (TakeGathered() is var (message, bytes))
            _queue.Add(message, bytes);
    }

    /// <summary>No response will be added.</summary>
    public void Complete() => _queue.Complete();

    /// <summary>Writes until <see cref="Complete"/> and all is written.</summary>
    /// <exception cref="LimitExceededException">A write did not end within the patience; the call is broken
    /// off.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _queue.WaitToTakeAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_queue.TryTake(out var response, out _))
            {
                if (response.Parts.Count > 0)
                    metrics.Sent(response.Parts.Count);
                await WriteAsync(response, _queue.Bytes > 0 ? Buffered : Flushed).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WriteAsync(ExtractResponse message, WriteOptions flags)
    {
        try
        {
            await responses.WriteAsync(message, flags).ConfigureAwait(false);
        }
        catch (LimitExceededException)
        {
            var unsent = _queue.Bytes + message.CalculateSize();
            metrics.Dropped(unsent, "unread");
            FeatureExtractionLog.ReaderTooSlow(logger, options.ReaderPatience, unsent);
            throw;
        }
    }

    private (ExtractResponse Message, int Bytes)? TakeGathered()
    {
        if (_gathered is not { } message)
            return null;
        var bytes = _gatheredBytes;
        (_gathered, _gatheredBytes) = (null, 0);
        return (message, bytes);
    }
}
