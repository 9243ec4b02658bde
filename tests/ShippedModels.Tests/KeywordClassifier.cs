using Kws.Features;
using Kws.Models;

namespace Kws.ShippedModels.Tests;

/// <summary>One second of 16 kHz audio to posteriors, by the streaming front end and ONNX Runtime.</summary>
internal sealed class KeywordClassifier(KeywordModel model) : IDisposable
{
    public const int WindowSamples = 16_000;
    private readonly StreamingFrontEnd _frontEnd = new(model.FeatureSpec);

    public KeywordModel Model => model;

    /// <summary>Features of the window, [frames, coefficients] row-major; shorter clips are zero-padded at their
    /// end.</summary>
    public float[] Features(ReadOnlySpan<float> samples)
    {
        var window = new float[WindowSamples];
        samples[..Math.Min(samples.Length, WindowSamples)].CopyTo(window);
        _frontEnd.Reset();
        var frames = new float[_frontEnd.FramesFor(WindowSamples) * model.FeatureSpec.Coefficients];
        _frontEnd.Process(window, frames);
        return frames;
    }

    public float[] Posteriors(ReadOnlySpan<float> samples)
    {
        var posteriors = new float[model.LabelCount];
        model.Run(Features(samples), 1, posteriors);
        return posteriors;
    }

    public string Classify(ReadOnlySpan<float> samples)
    {
        var posteriors = Posteriors(samples);
        return model.Labels[Array.IndexOf(posteriors, posteriors.Max())];
    }

    public void Dispose() => model.Dispose();
}
