using System.Runtime.InteropServices;
using Google.Protobuf;
using Kws.Contracts.Features;
using Kws.Features.V1;
using Microsoft.Extensions.Options;
using FeatureSpec = Kws.Features.FeatureSpec;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>
/// Gets features from the FeatureExtraction service. All streams share a few calls ("lanes"), so a stream costs
/// the network no call of its own; a lane that breaks is opened again, and its streams go on where they were.
/// </summary>
internal sealed class RemoteFeatureSource : IFeatureSource, IAsyncDisposable
{
    private readonly FeatureExtraction.FeatureExtractionClient _client;
    private readonly FeatureLane[] _lanes;
    private int _nextLane;

    public RemoteFeatureSource(
        FeatureExtraction.FeatureExtractionClient client,
        IOptions<AudioInferenceOptions> options,
        ILogger<RemoteFeatureSource> logger,
        TimeProvider timeProvider)
    {
        _client = client;
        _lanes = [.. Enumerable.Range(0, options.Value.Features.Lanes)
            .Select(index => new FeatureLane(index, client, logger, timeProvider))];
    }

    public IFeatureStream Open(FeatureStreamRequest request, IFeatureSink sink)
    {
        var lane = _lanes[(uint)Interlocked.Increment(ref _nextLane) % (uint)_lanes.Length];
        return lane.Open(request, sink);
    }

    public async ValueTask<float[]> ExtractClipAsync(
        FeatureSpec spec,
        ReadOnlyMemory<float> samples,
        CancellationToken cancellationToken)
    {
        var request = new ExtractClipRequest
        {
            Spec = FeatureSpecMessage.From(spec),
            SampleRateHz = spec.SampleRateHz,
            Pcm = new Pcm { F32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples.Span)) },
        };
        var response = await _client.ExtractClipAsync(request, cancellationToken: cancellationToken);
        return MemoryMarshal.Cast<byte, float>(response.ValuesF32Le.Span).ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }
}
