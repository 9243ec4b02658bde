using System.Diagnostics;
using Grpc.Core;
using Kws.Features.V1;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace FeatureExtraction.Grpc;

/// <summary>One Extract call: reads requests, lets the streams answer them, while the outbox writes.</summary>
internal sealed class ExtractCall(
    IAsyncStreamReader<ExtractRequest> requests,
    ResponseOutbox outbox,
    CallStreams streams,
    IDrainSignal drain,
    FeatureExtractionOptions options,
    ILogger logger)
{
    private const int MaxParts = 4_096;
    private bool _readToEnd;

    /// <summary>Ends when the client closes its side, the call is cancelled, the server drains, or the client does not read.</summary>
    /// <param name="abort">Breaks the call off: for a client that reads not even the status.</param>
    /// <param name="token">Signalled when the call is cancelled.</param>
    /// <exception cref="NotReadyException">The server drains; all that was read has been answered.</exception>
    /// <exception cref="LimitExceededException">The client left its responses unread.</exception>
    public async Task RunAsync(Action abort, CancellationToken token)
    {
        // A call lives for days: spans of its messages must not become children of its first one.
        Activity.Current = null;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(token, drain.Draining);
        var writing = WriteAsync(stopping, token);
        try
        {
            await ReadAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (Exception) when (stopping.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // The drain, told below, or the writer's failure, which awaiting it reports.
        }
        finally
        {
            outbox.Complete();
            await FinishAsync(writing, abort).ConfigureAwait(false);
        }

        if (!_readToEnd)
        {
            FeatureExtractionLog.CallDrained(logger, streams.Count);
            throw new NotReadyException($"the server is draining; open the {streams.Count} streams elsewhere from their next frames");
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        while (await requests.MoveNext(cancellation).ConfigureAwait(false))
        {
            var request = requests.Current;
            if (request.Parts.Count == 0)
                await streams.HandleAsync(request, cancellation).ConfigureAwait(false);
            else
                await HandlePartsAsync(request, cancellation).ConfigureAwait(false);
        }

        await streams.CloseAllAsync(cancellation).ConfigureAwait(false);
        _readToEnd = true;
    }

    private async ValueTask HandlePartsAsync(ExtractRequest request, CancellationToken cancellation)
    {
        if (request.BodyCase != ExtractRequest.BodyOneofCase.None || request.StreamId != 0)
            throw new InvalidRequestException("parts", "parts beside a stream_id or body", "either parts, or one stream_id with its body");
        if (request.Parts.Count > MaxParts)
            throw new InvalidRequestException("parts", request.Parts.Count, $"at most {MaxParts}");
        outbox.UseParts();
        foreach (var part in request.Parts)
        {
            if (part.Parts.Count > 0)
                throw new InvalidRequestException("parts", "parts inside parts", "parts with a stream_id and a body");
            await streams.HandleAsync(part, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(CancellationTokenSource stopping, CancellationToken cancellation)
    {
        try
        {
            await outbox.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task FinishAsync(Task writing, Action abort)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (UnreadResponsesException unread)
        {
            FeatureExtractionLog.ReaderTooSlow(logger, options.ReaderPatience, outbox.UnsentBytes, streams.Count);
            // A status would wait behind what the client does not read; the reset does not.
            abort();
            await unread.Write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new LimitExceededException("time without reading", $"{options.ReaderPatience.TotalSeconds:0.#} s", $"{options.ReaderPatience.TotalSeconds:0.#} s");
        }
    }
}
