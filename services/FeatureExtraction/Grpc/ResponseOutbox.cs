using Grpc.Core;
using Kws.FeatureExtraction.Streaming;
using Kws.Features.V1;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>
/// Queues the responses of a call and writes them, as many at once as have gathered: in one message when the
/// client speaks in parts, otherwise in one flush.
/// </summary>
internal sealed class ResponseOutbox(
    PatientWriter<ExtractResponse> responses, FeatureExtractionOptions options, FeatureMetrics metrics, ILogger logger)
{
    private const int MaxPartsBytes = 256 * 1024;
    private const int MaxParts = 4_096;
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();
    private readonly ByteBoundedQueue<ExtractResponse> _queue = new(options.MaxQueuedResponseBytes);
    private volatile bool _useParts;

    /// <summary>From now on the client is answered with parts.</summary>
    public void UseParts() => _useParts = true;

    /// <summary>Waits while the client is behind with reading.</summary>
    public ValueTask SendAsync(ExtractResponse response, int bytes, CancellationToken cancellationToken) =>
        _queue.AddAsync(response, bytes, cancellationToken);

    public void Complete() => _queue.Complete();

    /// <summary>Writes until <see cref="Complete"/> and all is written.</summary>
    /// <exception cref="LimitExceededException">A write did not end within the patience; the call is broken
    /// off.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _queue.WaitToTakeAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_queue.TryTake(out var response, out var bytes))
            {
                if (_useParts)
                    await WriteAsync(Gather(response, bytes), Flushed).ConfigureAwait(false);
                else
                    await WriteAsync(response, _queue.Bytes > 0 ? Buffered : Flushed).ConfigureAwait(false);
            }
        }
    }

    private ExtractResponse Gather(ExtractResponse first, int bytes)
    {
        var message = new ExtractResponse();
        message.Parts.Add(first);
        for (var gathered = bytes; gathered < MaxPartsBytes && message.Parts.Count < MaxParts
            && _queue.TryTake(out var next, out bytes); gathered += bytes)
            message.Parts.Add(next);
        metrics.Sent(message.Parts.Count);
        return message;
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
}
