using Grpc.Core;
using Kws.Features.V1;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>One Extract call: reads requests, lets the streams answer them, while the outbox writes.</summary>
internal sealed class ExtractCall(
    IAsyncStreamReader<ExtractRequest> requests,
    ResponseOutbox outbox,
    CallStreams streams,
    ILogger logger) : ICallSides
{
    private const int MaxParts = 4_096;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await requests.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                var request = requests.Current;
                if (request.Parts.Count == 0)
                    await streams.HandleAsync(request, cancellationToken).ConfigureAwait(false);
                else
                    await HandlePartsAsync(request, cancellationToken).ConfigureAwait(false);
                await outbox.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // What a fault or a drain interrupted was answered in part.
            outbox.FlushLast();
        }
    }

    public Task WriteAsync(CancellationToken cancellationToken) => outbox.RunAsync(cancellationToken);

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await streams.CloseAllAsync(cancellationToken).ConfigureAwait(false);
        await outbox.FlushAsync(cancellationToken).ConfigureAwait(false);
        outbox.Complete();
    }

    /// <summary>All that was read has been answered.</summary>
    public Task<Exception> DrainAsync(string reason, CancellationToken cancellationToken)
    {
        outbox.Complete();
        FeatureExtractionLog.CallDrained(logger, reason, streams.Count);
        return Task.FromResult<Exception>(new NotReadyException(
            $"{reason}; open the {streams.Count} streams elsewhere from their next frames"));
    }

    public void Abandon(Exception? fault) => outbox.Complete();

    private async ValueTask HandlePartsAsync(ExtractRequest request, CancellationToken cancellationToken)
    {
        if (request.BodyCase != ExtractRequest.BodyOneofCase.None || request.StreamId != 0)
            throw new InvalidRequestException("parts", "parts beside a stream_id or body",
                "either parts, or one stream_id with its body");
        if (request.Parts.Count > MaxParts)
            throw new InvalidRequestException("parts", request.Parts.Count, $"at most {MaxParts}");
        outbox.UseParts();
        foreach (var part in request.Parts)
        {
            if (part.Parts.Count > 0)
                throw new InvalidRequestException("parts", "parts inside parts", "parts with a stream_id and a body");
            await streams.HandleAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }
}
