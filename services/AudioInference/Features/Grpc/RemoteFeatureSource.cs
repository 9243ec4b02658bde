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
    private readonly FeatureLane[] _lanes;
    private readonly RemoteClips _clips;
    private int _nextLane;

    public RemoteFeatureSource(
        FeatureExtraction.FeatureExtractionClient client,
        IOptions<AudioInferenceOptions> options,
        InProcessFeatureSource inProcess,
        AudioInferenceMetrics metrics,
        ILogger<RemoteFeatureSource> logger,
        TimeProvider timeProvider)
    {
        var features = options.Value.Features;
        _clips = new RemoteClips(client, features, inProcess, metrics, logger, timeProvider);
        _lanes = [.. Enumerable.Range(0, features.Lanes)
            .Select(index => new FeatureLane(index, client, features, metrics, logger, timeProvider))];
    }

    public IFeatureStream Open(FeatureStreamRequest request, IFeatureSink sink)
    {
        var lane = _lanes[(uint)Interlocked.Increment(ref _nextLane) % (uint)_lanes.Length];
        return lane.Open(request, sink);
    }

    public ValueTask<float[]> ExtractClipAsync(
        FeatureSpec spec,
        ReadOnlyMemory<float> samples,
        CancellationToken cancellationToken) =>
        _clips.ExtractAsync(spec, samples, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }
}
