using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.ServiceDefaults.Calls;

/// <summary>The body of one call: its messages come in time (<see cref="CallLimitsOptions"/>), or it ends.</summary>
/// <remarks>Below gRPC: there alone a message is seen before it is whole, and a call that never sends one.</remarks>
internal sealed class WatchedBody : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private readonly PipeReader _inner;
    private readonly HttpContext _call;
    private readonly CallLimitsOptions _limits;
    private readonly IDrainSignal _drain;
    private readonly BodyWatch _watch;
    private CancellationTokenRegistration _draining;
    private ReadOnlySequence<byte> _last;
    private bool _hasMessage;
    private bool _isDataNext;

    public WatchedBody(
        PipeReader inner, HttpContext call, CallLimitsOptions limits, IDrainSignal drain, CallRefusals refusals,
        TimeProvider timeProvider)
    {
        (_inner, _call, _limits, _drain) = (inner, call, limits, drain);
        _watch = new BodyWatch(inner, timeProvider, refusals);
    }

    public PipeReader Reader => this;

    /// <summary>The first message was a config, so that the next is to be the session's first data.</summary>
    public void ExpectData() => _isDataNext = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = _inner.ReadAsync(cancellationToken);
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
        if (_last.Slice(0, consumed).Length is var taken and > 0)
            OnMessage();
        _last = default;
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public void Dispose()
    {
        _draining.Dispose();
        _watch.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read)
    {
        BeginWait();
        try
        {
            return Took(await read.ConfigureAwait(false));
        }
        finally
        {
            _watch.End();
        }
    }

    private void BeginWait()
    {
        if (!_hasMessage)
        {
            if (_draining == default && !DrainInterceptor.IsProbe(_call.Request.Path))
                _draining = _drain.Draining.UnsafeRegister(
                    state => ((WatchedBody)state!).OnDrain(), this);
            Begin(_limits.FirstMessage, "first_message", "first message", nameof(CallLimitsOptions.FirstMessage));
        }
        else if (HasOneMessage())
            Begin(_limits.FirstMessage, "end", "end of the request", nameof(CallLimitsOptions.FirstMessage));
        else if (_isDataNext)
            Begin(_limits.FirstData, "first_data", "first audio or frame", nameof(CallLimitsOptions.FirstData));
        else
            Begin(_limits.Idle, "idle", "next message", nameof(CallLimitsOptions.Idle));
    }

    private void Begin(TimeSpan limit, string reason, string what, string setting) => _watch.Begin(limit, reason,
        () => new TooLateException(what, limit, $"{CallLimitsOptions.Section}:{setting}"));

    private bool HasOneMessage() => _call.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type
        is MethodType.Unary or MethodType.ServerStreaming;

    private ReadResult Took(ReadResult result)
    {
        if (_watch.Fault is { } fault)
        {
            _inner.AdvanceTo(result.Buffer.Start);
            throw fault;
        }
        _last = result.Buffer;
        return result;
    }

    private void OnMessage()
    {
        _isDataNext = false;
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
