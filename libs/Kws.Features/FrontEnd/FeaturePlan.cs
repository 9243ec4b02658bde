using System.Numerics.Tensors;
using NWaves.Windows;

namespace Kws.Features;

/// <summary>The tables of one <see cref="FeatureSpec"/> and the arithmetic of one frame.</summary>
/// <remarks>Immutable: streams on any thread share one.</remarks>
internal sealed class FeaturePlan
{
    private readonly PowerSpectrum _spectrum;
    private readonly SparseMelFilters _mel;
    private readonly CosineTransform? _dct;
    private readonly float _floor;

    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public FeaturePlan(FeatureSpec spec)
    {
        spec.Validate();
        Spec = spec;
        _spectrum = new PowerSpectrum(spec.FftSize,
            Window.OfType(NWavesSettings.WindowOf(spec), spec.FrameLengthSamples));
        _mel = new SparseMelFilters(NWavesSettings.FilterBankOf(spec));
        _dct = spec.Kind == FeatureKind.Mfcc ? new CosineTransform(spec.MelBands, spec.Coefficients) : null;
        _floor = (float)spec.Floor;
    }

    public FeatureSpec Spec { get; }

    /// <summary>One frame of samples, already emphasised, to [coefficients].</summary>
    public void Compute(ReadOnlySpan<float> frame, Span<float> features)
    {
        Span<float> bands = stackalloc float[_dct is null ? 0 : Spec.MelBands];
        var logs = _dct is null ? features : bands;
        _mel.Apply(_spectrum.Of(frame), logs);
        TensorPrimitives.Add(logs, _floor, logs);
        if (Spec.Log == LogKind.Natural)
            TensorPrimitives.Log(logs, logs);
        else
            TensorPrimitives.Log10(logs, logs);
        _dct?.Apply(bands, features);
    }
}
