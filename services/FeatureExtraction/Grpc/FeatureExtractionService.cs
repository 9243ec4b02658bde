using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Kws.Contracts.Features;
using Kws.FeatureExtraction.Clips;
using Kws.FeatureExtraction.Streaming;
using Kws.Features;
using Kws.Features.V1;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>kws.features.v1.FeatureExtraction: validates, calls, maps.</summary>
internal sealed class FeatureExtractionService(
    ClipExtractor clips,
    SessionGate gate,
    StreamQuota quota,
    SpecLimits specs,
    FeatureMetrics metrics,
    IDrainSignal drain,
    TimeProvider timeProvider,
    IOptions<FeatureExtractionOptions> options,
    ILogger<FeatureExtractionService> logger) : Kws.Features.V1.FeatureExtraction.FeatureExtractionBase
{
    public override async Task Extract(
        IAsyncStreamReader<ExtractRequest> requestStream, IServerStreamWriter<ExtractResponse> responseStream,
            ServerCallContext context)
    {
        using var place = gate.Enter(context);
        var patience = options.Value.ReaderPatience;
        var responses =
            new PatientWriter<ExtractResponse>(responseStream, patience, timeProvider, context.CancellationToken);
        var outbox = new ResponseOutbox(responses, options.Value, metrics, logger);
        using var streams = new CallStreams(outbox, quota, specs, options.Value, metrics, timeProvider, logger);
        var call = new ExtractCall(requestStream, outbox, streams, logger);
        await new StreamingCall(context, drain, patience, timeProvider).RunAsync(call).ConfigureAwait(false);
    }

    public override async Task<ExtractClipResponse> ExtractClip(ExtractClipRequest request, ServerCallContext context)
    {
        try
        {
            var spec = FeatureSpecMapping.ToSpec(request.Spec, "spec");
            HoldSamples(request, context.Bytes());
            var frames = await FramesAsync(spec, request, context.CancellationToken).ConfigureAwait(false);
            return new ExtractClipResponse
            {
                SpecSha256 = spec.Sha256,
                FrameCount = frames.Length / spec.Coefficients,
                ValuesPerFrame = spec.Coefficients,
                ValuesF32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(frames.AsSpan())),
            };
        }
        catch (ArgumentException)
        {
            metrics.ClipRefused();
            throw;
        }
    }

    public override Task<DescribeSpecsResponse> DescribeSpecs(DescribeSpecsRequest request,
        ServerCallContext context) =>
        Task.FromResult(new DescribeSpecsResponse
        {
            Presets =
            {
                FeatureSpecPresets.All.Select(preset => new NamedSpec
                {
                    Name = preset.Key,
                    Spec = FeatureSpecMessage.From(preset.Value),
                    Sha256 = preset.Value.Sha256,
                    CanonicalJson = preset.Value.ToCanonicalJson(),
                }),
            },
            MaxStreamsPerCall = options.Value.MaxStreamsPerCall,
            MaxPcmBytesPerMessage = options.Value.MaxPcmBytesPerMessage,
            MaxFramesPerSecond = options.Value.MaxFramesPerSecond,
            MaxClipSeconds = options.Value.MaxClipSeconds,
            MaxOperationsPerSecond = options.Value.MaxOperationsPerSecond,
        });

    // A byte of audio is a float at most, and there are as many at the spec's rate; held until the answer is sent.
    private static void HoldSamples(ExtractClipRequest request, CallBytes bytes) =>
        bytes.Hold(2 * sizeof(float) * (long)Math.Max(request.Wav.Length, request.Pcm?.CalculateSize() ?? 0));

    private Task<float[]> FramesAsync(
        Kws.Features.FeatureSpec spec, ExtractClipRequest request, CancellationToken cancellationToken)
    {
        switch (request.AudioCase)
        {
            case ExtractClipRequest.AudioOneofCase.Wav:
                return clips.OfWavAsync(spec, request.Wav.Memory, cancellationToken);
            case ExtractClipRequest.AudioOneofCase.Pcm:
                var (encoding, bytes) = PcmMapping.Samples(request.Pcm);
                return clips.OfPcmAsync(spec, encoding, bytes, request.SampleRateHz, cancellationToken);
            default:
                throw new InvalidRequestException("audio", null, "wav or pcm");
        }
    }
}
