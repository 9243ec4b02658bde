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
        CancellationToken cancellationToken)
    {
        var frontEnd = new StreamingFrontEnd(spec);
        var frames = new float[frontEnd.FramesFor(samples.Length) * spec.Coefficients];
        frontEnd.Process(samples.Span, frames);
        return ValueTask.FromResult(frames);
    }
}
