using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.FeatureExtraction.Streaming;
using Kws.Features.V1;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>The audio streams of one call, by stream_id: each request becomes responses of its stream.</summary>
/// <remarks>One caller at a time. Disposing gives the open streams back to the quota.</remarks>
internal sealed class CallStreams(
    ResponseOutbox outbox, StreamQuota quota, SpecLimits specs, FeatureExtractionOptions options,
        FeatureMetrics metrics, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    // What a response weighs in the queue beside its values.
    private const int MessageBytes = 64;
    private readonly Dictionary<uint, AudioStream> _open = [];
    private readonly HashSet<uint> _failed = [];
    private readonly HashSet<(Kws.Features.FeatureSpec, int)> _specs = [];

    public int Count => _open.Count;

    /// <exception cref="InvalidRequestException">No stream_id or no body: the call's fault, not the
    /// stream's.</exception>
    /// <exception cref="LimitExceededException">Too many open streams.</exception>
    public async ValueTask HandleAsync(ExtractRequest request, CancellationToken cancellationToken)
    {
        var id = request.StreamId;
        if (id == 0)
            throw new InvalidRequestException("stream_id", id, "1 to 4294967295");
        if (request.BodyCase == ExtractRequest.BodyOneofCase.None)
            throw new InvalidRequestException("body", null, "open, pcm or close");
        try
        {
            switch (request.BodyCase)
            {
                case ExtractRequest.BodyOneofCase.Open:
                    await OpenAsync(id, request.Open, cancellationToken).ConfigureAwait(false);
                    break;
                case ExtractRequest.BodyOneofCase.Pcm:
                    await ProcessAsync(id, request.Pcm, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    await CloseAsync(id, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
        catch (ArgumentException fault)
        {
            await FailAsync(id, fault.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes what the client left open when it ended its side.</summary>
    public async ValueTask CloseAllAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _open.Keys.Order().ToArray())
            await CloseAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var stream in _open.Values)
            stream.Span.End(stream, "abandoned");
        quota.CloseStreams(_open.Count);
    }

    private ValueTask OpenAsync(uint id, Open open, CancellationToken cancellationToken)
    {
        if (_open.ContainsKey(id))
            throw new InvalidRequestException("open.stream_id", id, "an id that is not open");
        if (open.FirstFrameIndex < 0)
            throw new InvalidRequestException("open.first_frame_index", open.FirstFrameIndex, "0 or more");
        var spec = FeatureSpecMapping.ToSpec(open.Spec, "open.spec");
        specs.Check(spec);
        CountSpec(spec, open.SampleRateHz);
        var stream = new AudioStream(spec, open.SampleRateHz, open.FirstFrameIndex,
            new StreamSpan(open.TraceParent, timeProvider.GetUtcNow()));
        quota.OpenStream(_open.Count);
        _open.Add(id, stream);
        _failed.Remove(id);
        var opened = new Opened { SpecSha256 = spec.Sha256, ValuesPerFrame = spec.Coefficients };
        return outbox.SendAsync(new ExtractResponse { StreamId = id, Opened = opened }, MessageBytes,
            cancellationToken);
    }

    /// <summary>A spec's tables cost more to make than the message that asks for them.</summary>
    private void CountSpec(Kws.Features.FeatureSpec spec, int sampleRateHz)
    {
        if (_specs.Contains((spec, sampleRateHz)))
            return;
        if (_specs.Count >= options.MaxSpecsPerCall)
            throw new InvalidRequestException("open.spec", "one more spec or rate",
                $"at most {options.MaxSpecsPerCall} different ones on a call");
        _specs.Add((spec, sampleRateHz));
    }

    private async ValueTask ProcessAsync(uint id, Pcm pcm, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(id, out var stream))
        {
            if (_failed.Contains(id))
                return;
            throw new InvalidRequestException("pcm", $"audio of stream {id}", "audio after open");
        }

        var (encoding, bytes) = PcmMapping.Samples(pcm);
        if (bytes.Length > options.MaxPcmBytesPerMessage)
            throw new InvalidRequestException("pcm", $"{bytes.Length} bytes",
                $"at most {options.MaxPcmBytesPerMessage} bytes");
        metrics.Heard(stream.SecondsOf(PcmDecoder.SampleCount(encoding, bytes.Length)));
        var slice = stream.SamplesPerSlice * PcmDecoder.BytesPerSample(encoding);
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(slice, rest.Length)..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SendAsync(id, stream.Process(encoding, rest.Span[..Math.Min(slice, rest.Length)]), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask CloseAsync(uint id, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(id, out var stream))
        {
            if (_failed.Remove(id))
                return;
            throw new InvalidRequestException("close", $"stream {id}", "a stream that is open");
        }

        await SendAsync(id, stream.Finish(), cancellationToken).ConfigureAwait(false);
        Remove(id, stream, "closed");
        var closed = new Closed { FramesTotal = stream.FramesTotal, SamplesTotal = stream.SamplesTotal };
        await outbox.SendAsync(new ExtractResponse { StreamId = id, Closed = closed }, MessageBytes, cancellationToken)
            .ConfigureAwait(false);
    }

    private ValueTask SendAsync(uint id, FrameBlock block, CancellationToken cancellationToken)
    {
        if (block.FrameCount == 0)
            return ValueTask.CompletedTask;
        metrics.Computed(block.FrameCount);
        var frames = new Frames
        {
            FirstFrameIndex = block.FirstFrameIndex,
            FrameCount = block.FrameCount,
            // The block is never changed after, so it need not be copied.
            ValuesF32Le = UnsafeByteOperations.UnsafeWrap(block.ValuesF32Le),
        };
        return outbox.SendAsync(new ExtractResponse { StreamId = id, Frames = frames },
            MessageBytes + block.ValuesF32Le.Length, cancellationToken);
    }

    private ValueTask FailAsync(uint id, string reason, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(id, out var stream))
            Remove(id, stream, "failed");
        // A client that makes up ids must not fill memory: forgetting them costs it further `failed`s at worst.
        if (_failed.Count >= options.MaxStreamsPerCall)
            _failed.Clear();
        _failed.Add(id);
        metrics.StreamFailed();
        FeatureExtractionLog.StreamFailed(logger, id, reason);
        var failed = new Failed { StatusCode = (int)StatusCode.InvalidArgument, Message = reason };
        return outbox.SendAsync(new ExtractResponse { StreamId = id, Failed = failed }, MessageBytes + reason.Length,
            cancellationToken);
    }

    private void Remove(uint id, AudioStream stream, string outcome)
    {
        _open.Remove(id);
        stream.Span.End(stream, outcome);
        quota.CloseStreams(1);
    }
}
