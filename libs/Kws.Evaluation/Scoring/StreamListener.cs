using Kws.Features;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>Runs a model over a recording as a live stream is heard: a window every stride, on the same grid.</summary>
public sealed class StreamListener(KeywordModel model)
{
    private const int BatchSize = 64;

    /// <summary>Posteriors of all decisions, row-major [decisions, labels].</summary>
    public float[] Listen(ReadOnlySpan<float> samples)
    {
        var frontEnd = new StreamingFrontEnd(model.FeatureSpec);
        int values = model.FeatureSpec.Coefficients, stride = model.Detection.StrideFrames;
        var frames = new float[frontEnd.FramesFor(samples.Length) * values];
        var frameCount = frontEnd.Process(samples, frames);
        var decisions = frameCount < model.FramesPerWindow ? 0 : 1 + ((frameCount - model.FramesPerWindow) / stride);
        var windowValues = model.FramesPerWindow * values;
        float[] batch = new float[BatchSize * windowValues], posteriors = new float[decisions * model.LabelCount];
        for (var at = 0; at < decisions; at += BatchSize)
        {
            var count = Math.Min(BatchSize, decisions - at);
            for (var i = 0; i < count; i++)
                frames.AsSpan((at + i) * stride * values, windowValues).CopyTo(batch.AsSpan(i * windowValues));
            model.Run(batch.AsSpan(0, count * windowValues), count,
                posteriors.AsSpan(at * model.LabelCount, count * model.LabelCount));
        }
        return posteriors;
    }
}
