using Kws.Features;

namespace Kws.AudioInference.Features;

/// <summary>Computes features on the caller's thread.</summary>
internal sealed class InProcessFeatureSource : IFeatureSource
{
    public IFeatureStream Open(FeatureStreamRequest request, IFeatureSink sink) =>
        new InProcessFeatureStream(request.Spec, sink);

    public ValueTask<float[]> ExtractClipAsync(
        FeatureSpec spec,
        ReadOnlyMemory<float> samples,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            ResamplingFrontEnd.ExtractAll(spec, samples.Span, cancellationToken: cancellationToken));
}
