using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Contracts.Features;
using Kws.FeatureExtraction.Clips;
using Kws.FeatureExtraction.Streaming;
using Kws.Features;
using Kws.Features.V1;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>Runs the Extract call and the clip extractor on silence, with messages that went through their
/// bytes.</summary>
internal sealed class FeatureWarmUp(
    IOptions<FeatureExtractionOptions> options, IOptions<GrpcLimitsOptions> grpc, SpecLimits specs,
        TimeProvider timeProvider, ILogger<FeatureWarmUp> logger) : IWarmUp
{
    private static readonly Kws.Features.FeatureSpec Spec = FeatureSpecPresets.LogMel40;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var meters = new UnheardMeterFactory();
        var metrics = new FeatureMetrics(meters);
        var responses = new PatientWriter<ExtractResponse>(new Writer(), options.Value.ReaderPatience, timeProvider,
            cancellationToken);
        var outbox = new ResponseOutbox(responses, options.Value, metrics, logger);
        using var streams = new CallStreams(outbox, new StreamQuota(options, metrics), specs, options.Value, metrics,
            timeProvider, logger);
        var call = new ExtractCall(new Reader(Requests()), outbox, streams, logger);
        var writing = call.WriteAsync(cancellationToken);
        await call.ReadAsync(cancellationToken).ConfigureAwait(false);
        await call.FinishAsync(cancellationToken).ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        using var clips = new ClipExtractor(options, grpc, specs, metrics, timeProvider);
        await clips.OfPcmAsync(Spec, PcmEncoding.S16Le, new byte[Spec.SampleRateHz], sampleRateHz: 0, cancellationToken)
            .ConfigureAwait(false);
    }

    // As AudioInference asks: parts, 100 ms of 16-bit audio in each.
    private static IEnumerable<ExtractRequest> Requests()
    {
        var silence = ByteString.CopyFrom(new byte[Spec.SampleRateHz / 10 * sizeof(short)]);
        yield return InParts(
            new ExtractRequest { StreamId = 1, Open = new Open { Spec = FeatureSpecMessage.From(Spec) } });
        for (var i = 0; i < 10; i++)
            yield return InParts(new ExtractRequest { StreamId = 1, Pcm = new Pcm { S16Le = silence } });
        yield return InParts(new ExtractRequest { StreamId = 1, Close = new Close() });
    }

    private static ExtractRequest InParts(ExtractRequest part) =>
        ExtractRequest.Parser.ParseFrom(new ExtractRequest { Parts = { part } }.ToByteArray());

    private sealed class Reader(IEnumerable<ExtractRequest> requests) : IAsyncStreamReader<ExtractRequest>
    {
        private readonly IEnumerator<ExtractRequest> _requests = requests.GetEnumerator();

        public ExtractRequest Current => _requests.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(_requests.MoveNext());
    }

    private sealed class Writer : IServerStreamWriter<ExtractResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(ExtractResponse message)
        {
            _ = message.ToByteArray();
            return Task.CompletedTask;
        }

        public Task WriteAsync(ExtractResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
