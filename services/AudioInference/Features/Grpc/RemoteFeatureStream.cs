using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Grpc.Core;
using Kws.Contracts.Features;
using Kws.Features;
using Kws.Features.V1;
using Kws.ServiceDefaults.Errors;
using FeatureSpec = Kws.Features.FeatureSpec;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>One stream on a lane: audio out, frames in, and what is needed to go on when the lane's call
/// breaks.</summary>
internal sealed class RemoteFeatureStream : IFeatureStream
{
    private readonly Lock _gate = new();
    private readonly FeatureLane _lane;
    private readonly FeatureStreamRequest _request;
    private readonly IFeatureSink _sink;
    private readonly UnansweredAudio _audio;
    // The pre-emphasis of a frame needs the sample before it: a resent stream begins a frame early.
    private readonly int _leadFrames;
    private readonly string _traceParent;
    private long _nextFrame;
    private bool _isOpen;
    private bool _queued;
    private bool _closed;

    public RemoteFeatureStream(uint id, FeatureLane lane, FeatureStreamRequest request, IFeatureSink sink)
    {
        (Id, _lane, _request, _sink) = (id, lane, request, sink);
        _traceParent = Activity.Current?.Id ?? "";
        _leadFrames = request.Spec.PreEmphasis > 0 ? 1 : 0;
        _nextFrame = request.FirstFrame;
        _audio = new UnansweredAudio(request.Int16Exact, request.FirstFrame * request.Spec.HopSamples);
    }

    public uint Id { get; }

    public FeatureSpec Spec => _request.Spec;

    /// <summary>Whether the present call got audio that completes frames, and did not send these.</summary>
    public bool IsOwed
    {
        get
        {
            lock (_gate)
                return _isOpen && !_closed && Spec.FrameCount(_audio.SentEnd) > _nextFrame;
        }
    }

    public void Write(ReadOnlySpan<float> samples, bool needed)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _audio.Add(samples);
            if (needed)
                Queue();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            Queue();
        }
    }

    /// <summary>A new call took the place of the one that carried the stream.</summary>
    public void MoveToNewCall()
    {
        lock (_gate)
        {
            _isOpen = false;
            _audio.SendAgain();
            Queue();
        }
    }

    /// <summary>Adds what is to be sent now.</summary>
    /// <returns>Bytes added, about; 0: nothing.</returns>
    public int AppendTo(RepeatedField<ExtractRequest> parts)
    {
        lock (_gate)
        {
            _queued = false;
            if (_closed)
            {
                _lane.Forget(this);
                if (!_isOpen)
                    return 0;
                parts.Add(new ExtractRequest { StreamId = Id, Close = new Close() });
                return 16;
            }
            var bytes = 0;
            if (!_isOpen)
            {
                _isOpen = true;
                var spec = _request.Spec;
                var open = new Open
                {
                    Spec = FeatureSpecMessage.From(spec),
                    FirstFrameIndex = _audio.FirstSample / spec.HopSamples,
                    TraceParent = _traceParent
                };
                parts.Add(new ExtractRequest { StreamId = Id, Open = open });
                bytes = 128;
            }
            if (_audio.HasUnsent)
            {
                var unsent = _audio.TakeUnsent();
                parts.Add(new ExtractRequest
                {
                    StreamId = Id,
                    Pcm = _request.Int16Exact ? new Pcm { S16Le = unsent } : new Pcm { F32Le = unsent }
                });
                bytes += unsent.Length + 16;
            }
            return bytes;
        }
    }

    /// <summary>Computes the frames that are due in this process, where no call carries the stream.</summary>
    /// <param name="frontEnd">Of the stream's spec; what it holds is forgotten.</param>
    /// <returns>Frames computed.</returns>
    public int ComputeHere(StreamingFrontEnd frontEnd)
    {
        float[] samples;
        int count;
        long firstFrame;
        lock (_gate)
        {
            (_queued, _isOpen) = (false, false);
            if (_closed)
                _lane.Forget(this);
            if (_closed || Spec.FrameCount(_audio.End) <= _nextFrame)
                return 0;
            count = _audio.Count;
            samples = ArrayPool<float>.Shared.Rent(count);
            _audio.TakeAll(samples);
            firstFrame = _audio.FirstSample / Spec.HopSamples;
        }
        frontEnd.Reset();
        var frames = ArrayPool<float>.Shared.Rent(frontEnd.FramesFor(count) * Spec.Coefficients);
        var computed = frontEnd.Process(samples.AsSpan(0, count), frames);
        Receive(firstFrame, computed, frames.AsSpan(0, computed * Spec.Coefficients));
        ArrayPool<float>.Shared.Return(samples);
        ArrayPool<float>.Shared.Return(frames);
        return computed;
    }

    /// <summary>Takes a response of the present call. One caller at a time.</summary>
    public void Receive(ExtractResponse response)
    {
        switch (response.BodyCase)
        {
            case ExtractResponse.BodyOneofCase.Frames:
                Receive(response.Frames.FirstFrameIndex, response.Frames.FrameCount,
                    MemoryMarshal.Cast<byte, float>(response.Frames.ValuesF32Le.Span));
                break;
            case ExtractResponse.BodyOneofCase.Failed:
                Fail($"FeatureExtraction refused the stream: {(StatusCode)response.Failed.StatusCode}: " +
                    $"{response.Failed.Message}");
                break;
            case ExtractResponse.BodyOneofCase.Opened when response.Opened.SpecSha256 != _request.Spec.Sha256:
                Fail($"FeatureExtraction computes features {response.Opened.SpecSha256}; the model needs " +
                    $"{_request.Spec.Sha256}");
                break;
        }
    }

    private void Receive(long firstFrame, int count, ReadOnlySpan<float> values)
    {
        var coefficients = Spec.Coefficients;
        long known;
        lock (_gate)
        {
            known = _nextFrame - firstFrame;
            if (_closed || known >= count)
                return;
            if (known >= 0 && values.Length == count * coefficients)
            {
                _nextFrame = firstFrame + count;
                _audio.Release(Math.Max(_request.FirstFrame, _nextFrame - _leadFrames) * Spec.HopSamples);
            }
        }
        if (known < 0 || values.Length != count * coefficients)
            Fail($"FeatureExtraction sent {values.Length} values for {count} frames from {firstFrame} on, {-known} " +
                "beyond the next");
        else
            _sink.OnFrames(values[((int)known * coefficients)..]);
    }

    private void Fail(string message)
    {
        Dispose();
        _sink.OnFailed(new FailedPreconditionException(message));
    }

    private void Queue()
    {
        if (_queued)
            return;
        _queued = true;
        _lane.Queue(this);
    }
}
