using System.Runtime.InteropServices;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Contracts.Features;
using Kws.Features;
using Kws.Features.V1;

namespace Kws.AudioInference.Tests.Features;

/// <summary>Extract calls answered in this process, as the service answers them; or not answered at all, as a process
/// that hangs: it takes what comes and says nothing, on the calls that it has and on new ones.</summary>
internal sealed class InMemoryFeatures : CallInvoker
{
    private volatile bool _isHung;

    /// <summary>Whether it hangs.</summary>
    public bool IsHung
    {
        get => _isHung;
        set => _isHung = value;
    }

    /// <summary>Frames computed for streams of devices.</summary>
    public int Frames;

    /// <summary>Messages taken.</summary>
    public int Messages;

    /// <summary>Parts of messages taken while it hung.</summary>
    public int Unanswered;

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options)
    {
        var call = new Call(this, options.CancellationToken);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            (IClientStreamWriter<TRequest>)(object)call, (IAsyncStreamReader<TResponse>)(object)call,
                Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var never = Task.Delay(Timeout.Infinite, options.CancellationToken).ContinueWith<TResponse>(
            _ => throw new RpcException(new Status(StatusCode.Cancelled, "secret words of the transport")),
                TaskScheduler.Default);
        return new AsyncUnaryCall<TResponse>(
            never, Task.FromResult(new Metadata()), () => Status.DefaultCancelled, () => [], () => { });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private sealed class Call(InMemoryFeatures server, CancellationToken ended)
        : IClientStreamWriter<ExtractRequest>, IAsyncStreamReader<ExtractResponse>
    {
        private readonly Channel<ExtractResponse> _responses = Channel.CreateUnbounded<ExtractResponse>();
        private readonly Dictionary<uint, (StreamingFrontEnd FrontEnd, long Next)> _streams = [];

        public WriteOptions? WriteOptions { get; set; }

        public ExtractResponse Current { get; private set; } = new();

        public Task WriteAsync(ExtractRequest message)
        {
            ended.ThrowIfCancellationRequested();
            Interlocked.Increment(ref server.Messages);
            foreach (var part in message.Parts)
            {
                if (server.IsHung)
                    Interlocked.Increment(ref server.Unanswered);
                else
                    Answer(part);
            }
            return Task.CompletedTask;
        }

        public Task WriteAsync(ExtractRequest message, CancellationToken cancellationToken) => WriteAsync(message);

        public Task CompleteAsync() => Task.CompletedTask;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            Current = await _responses.Reader.ReadAsync(ended);
            return true;
        }

        private void Answer(ExtractRequest part)
        {
            switch (part.BodyCase)
            {
                case ExtractRequest.BodyOneofCase.Open:
                    var spec = FeatureSpecMessage.Read(part.Open.Spec);
                    _streams[part.StreamId] = (new StreamingFrontEnd(spec), part.Open.FirstFrameIndex);
                    Send(part.StreamId, response => response.Opened = new Opened { SpecSha256 = spec.Sha256 });
                    break;
                case ExtractRequest.BodyOneofCase.Pcm:
                    Compute(part.StreamId, part.Pcm);
                    break;
            }
        }

        private void Compute(uint id, Pcm pcm)
        {
            var (encoding, bytes) = pcm.SamplesCase == Pcm.SamplesOneofCase.S16Le
                ? (PcmEncoding.S16Le, pcm.S16Le)
                : (PcmEncoding.F32Le, pcm.F32Le);
            var samples = new float[PcmDecoder.SampleCount(encoding, bytes.Length)];
            PcmDecoder.Decode(encoding, bytes.Span, samples);
            var (frontEnd, next) = _streams[id];
            var values = new float[frontEnd.FramesFor(samples.Length) * frontEnd.Coefficients];
            var count = frontEnd.Process(samples, values);
            if (count == 0)
                return;
            _streams[id] = (frontEnd, next + count);
            Interlocked.Add(ref server.Frames, count);
            Send(id, response => response.Frames = new Frames
            {
                FirstFrameIndex = next,
                FrameCount = count,
                ValuesF32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            });
        }

        private void Send(uint id, Action<ExtractResponse> body)
        {
            var response = new ExtractResponse { StreamId = id };
            body(response);
            _responses.Writer.TryWrite(response);
        }
    }
}
