using FeatureExtraction.Streaming;
using Grpc.Core;
using Kws.Features.V1;

namespace FeatureExtraction.Grpc;

/// <summary>
/// Queues the responses of a call and writes them, as many at once as have gathered: in one message when the
/// client speaks in parts, otherwise in one flush.
/// </summary>
internal sealed class ResponseOutbox(
    IServerStreamWriter<ExtractResponse> responses, FeatureExtractionOptions options, FeatureMetrics metrics, TimeProvider clock)
{
    private const int MaxPartsBytes = 256 * 1024;
    private const int MaxParts = 4_096;
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();
    private readonly ByteBoundedQueue<ExtractResponse> _queue = new(options.MaxQueuedResponseBytes);
    private volatile bool _useParts;

    /// <summary>Bytes still queued.</summary>
    public long UnsentBytes => _queue.Bytes;

    /// <summary>From now on the client is answered with parts.</summary>
    public void UseParts() => _useParts = true;

    /// <summary>Waits while the client is behind with reading.</summary>
    public ValueTask SendAsync(ExtractResponse response, int bytes, CancellationToken cancellation) =>
        _queue.AddAsync(response, bytes, cancellation);

    public void Complete() => _queue.Complete();

    /// <summary>Writes until <see cref="Complete"/> and all is written.</summary>
    /// <exception cref="UnreadResponsesException">A write did not end within the patience.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await _queue.WaitToTakeAsync(cancellation).ConfigureAwait(false))
        {
            while (_queue.TryTake(out var response, out var bytes))
            {
                if (_useParts)
                    await WriteAsync(Gather(response, bytes), Flushed, cancellation).ConfigureAwait(false);
                else
                    await WriteAsync(response, _queue.Bytes > 0 ? Buffered : Flushed, cancellation).ConfigureAwait(false);
            }
        }
    }

    private ExtractResponse Gather(ExtractResponse first, int bytes)
    {
        var message = new ExtractResponse();
        message.Parts.Add(first);
        for (var gathered = bytes; gathered < MaxPartsBytes && message.Parts.Count < MaxParts && _queue.TryTake(out var next, out bytes); gathered += bytes)
            message.Parts.Add(next);
        metrics.Sent(message.Parts.Count);
        return message;
    }

    private async ValueTask WriteAsync(ExtractResponse message, WriteOptions flags, CancellationToken cancellation)
    {
        responses.WriteOptions = flags;
        var write = responses.WriteAsync(message, cancellation);
        if (write.IsCompletedSuccessfully)
            return;
        try
        {
            await write.WaitAsync(options.ReaderPatience, clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            metrics.Dropped(_queue.Bytes + message.CalculateSize(), "unread");
            throw new UnreadResponsesException(write, e);
        }
    }
}
