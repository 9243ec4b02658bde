using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.ServiceDefaults.Calls;

/// <summary>The body of one call: its messages come in time (<see cref="CallLimitsOptions"/>) and find room
/// (<see cref="ByteBudget"/>), or it ends.</summary>
/// <remarks>
/// Below gRPC: there alone a message is seen before it is whole, and a call that never sends one. A message counts from
/// its first byte until the next one begins, for so long the call holds it.
/// </remarks>
internal sealed class WatchedBody : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private readonly PipeReader _inner;
    private readonly HttpContext _call;
    private readonly CallLimitsOptions _limits;
    private readonly IDrainSignal _drain;
    private readonly BodyWatch _watch;
    private readonly TimeProvider _timeProvider;
    private readonly Holding _message;
    private CancellationTokenRegistration _draining;
    private ReadOnlySequence<byte> _last;
    private bool _hasMessage;
    private bool _isDataNext;
    private bool _isEnded;
    private bool _isCompleted;
    private bool _isReading;
    private bool _isHeld;
    private long _taken;
    private long _rest;
    private long? _begunAt;

    public WatchedBody(
        PipeReader inner, HttpContext call, CallBytes bytes, CallLimitsOptions limits, IDrainSignal drain,
        CallRefusals refusals, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _message = bytes.Hold(0);
        (_inner, _call, _limits, _drain) = (inner, call, limits, drain);
        _watch = new BodyWatch(inner, timeProvider, refusals);
    }

    public PipeReader Reader => this;

    /// <summary>The first message was a config, so that the next is to be the session's first data.</summary>
    public void ExpectData() => _isDataNext = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> read;
        try
        {
            read = _inner.ReadAsync(cancellationToken);
        }
        catch (IOException) when (HasOneMessage())
        {
            throw Gone();
        }
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Took(read.Result)) : AwaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_inner.TryRead(out result))
            return false;
        Took(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var rest = _last.Slice(consumed).Length;
        if (_last.Length - rest is var taken and > 0)
            OnMessage(taken);
        (_last, _isHeld, _rest) = (default, false, rest);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _isCompleted = true;
        _inner.Complete(exception);
    }

    /// <summary>Whether the client has ended its requests, for a service that is done with them: what has come besides
    /// is dropped.</summary>
    public bool HasEnded()
    {
        if (_isEnded || _isCompleted || Volatile.Read(ref _isReading))
            return _isEnded;
        try
        {
            if (_isHeld)
                _inner.AdvanceTo(_last.End);
            if (!_inner.TryRead(out var rest))
                return false;
            _inner.AdvanceTo(rest.Buffer.End);
            return rest.IsCompleted;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It has reset the call.
            return true;
        }
    }

    public void Dispose()
    {
        _draining.Dispose();
        _watch.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read)
    {
        Volatile.Write(ref _isReading, true);
        BeginWait();
        try
        {
            return Took(await read.ConfigureAwait(false));
        }
        catch (IOException) when (HasOneMessage())
        {
            throw Gone();
        }
        finally
        {
            _watch.End();
            Volatile.Write(ref _isReading, false);
        }
    }

    private void BeginWait()
    {
        if (!_hasMessage && _draining == default && !DrainInterceptor.IsProbe(_call.Request.Path))
            _draining = _drain.Draining.UnsafeRegister(state => ((WatchedBody)state!).OnDrain(), this);
        if (_rest > 0)
            BeginRest();
        else if (!_hasMessage)
            Begin(_limits.FirstMessage, "first_message", "first message", nameof(CallLimitsOptions.FirstMessage));
        else if (HasOneMessage())
            Begin(_limits.FirstMessage, "end", "end of the request", nameof(CallLimitsOptions.FirstMessage));
        else if (_isDataNext)
            Begin(_limits.FirstData, "first_data", "first audio or frame", nameof(CallLimitsOptions.FirstData));
        else
            Begin(_limits.Idle, "idle", "next message", nameof(CallLimitsOptions.Idle));
    }

    // Part of a message is there.
    private void BeginRest()
    {
        _begunAt ??= _timeProvider.GetTimestamp();
        var (rest, rate, grace) = (_rest, _limits.MinBytesPerSecond, _limits.MessageGrace);
        var limit = grace + TimeSpan.FromSeconds((double)rest / rate);
        _watch.Begin(limit - _timeProvider.GetElapsedTime(_begunAt.Value), "slow_message", () => new TooLateException(
            "message", $"{rest} bytes in {Duration.Text(limit)} and no more",
            $"{rate} bytes a second after {Duration.Text(grace)}",
            $"{CallLimitsOptions.Section}:{nameof(CallLimitsOptions.MinBytesPerSecond)}"));
    }

    private void Begin(TimeSpan limit, string reason, string what, string setting) => _watch.Begin(limit, reason,
        () => new TooLateException(what, limit, $"{CallLimitsOptions.Section}:{setting}"));

    private bool HasOneMessage() => _call.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type
        is MethodType.Unary or MethodType.ServerStreaming;

    // gRPC reads the message of such a call outside everything that could tell a client's reset from a fault of the
    // server (of a stream ClientStream does).
    private static RpcException Gone() => new(new Status(StatusCode.Cancelled, "the client broke the call off"));

    private ReadResult Took(ReadResult result)
    {
        _isEnded |= result.IsCompleted;
        if (_watch.Fault is { } fault)
        {
            GiveBack(result);
            throw fault;
        }
        // The next message begins: the one before is held no longer.
        if (result.Buffer.Length > 0)
            _taken = 0;
        Hold(result);
        (_last, _isHeld) = (result.Buffer, true);
        return result;
    }

    private void Hold(ReadResult result)
    {
        try
        {
            _message.Resize(_taken + result.Buffer.Length);
        }
        catch (LimitExceededException fault)
        {
            GiveBack(result);
            throw ErrorMap.StatusOf(fault);
        }
    }

    // All of it counts as seen, as it did before: Kestrel would take what was seen already off the client's window.
    private void GiveBack(ReadResult result) => _inner.AdvanceTo(result.Buffer.Start, result.Buffer.End);

    private void OnMessage(long bytes)
    {
        (_taken, _begunAt, _isDataNext) = (_taken + bytes, null, false);
        if (_hasMessage)
            return;
        _hasMessage = true;
        _draining.Unregister();
    }

    // What never began is not waited for.
    private void OnDrain()
    {
        if (!_hasMessage)
            _watch.Break(new RpcException(DrainInterceptor.Draining));
    }
}
