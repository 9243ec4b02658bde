using NWaves.FeatureExtractors;
using NWaves.Transforms;

namespace Kws.Features;

/// <summary>
/// Features of a whole signal by NWaves' filter bank extractor and cosine transform: slower than streaming, and the
/// yardstick for it.
/// </summary>
/// <remarks>
/// signal -> NWaves mel energies -> log(energy + floor) -> NWaves DCT-II. The logarithm is not NWaves', which takes
/// log(max(energy, floor)); see <see cref="FeatureSpec.Floor"/>.
/// </remarks>
public static class OfflineExtractor
{
    /// <summary>All frames of <paramref name="samples"/>, row-major [frames, coefficients]; empty below one
    /// frame.</summary>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public static float[] Extract(FeatureSpec spec, ReadOnlySpan<float> samples)
    {
        spec.Validate();
        if (spec.FrameCount(samples.Length) == 0)
            return [];
        var energies = new FilterbankExtractor(NWavesSettings.MelEnergiesOf(spec)).ComputeFrom(samples.ToArray());
        foreach (var frame in energies)
            TakeLogarithm(spec, frame);
        return spec.Kind == FeatureKind.Mfcc ? Cepstra(spec, energies) : [.. energies.SelectMany(frame => frame)];
    }

    private static void TakeLogarithm(FeatureSpec spec, float[] energies)
    {
        var floor = (float)spec.Floor;
        for (var m = 0; m < energies.Length; m++)
            energies[m] = spec.Log == LogKind.Natural
                ? MathF.Log(energies[m] + floor)
                : MathF.Log10(energies[m] + floor);
    }

    private static float[] Cepstra(FeatureSpec spec, IReadOnlyList<float[]> logs)
    {
        var transform = new Dct2(spec.MelBands);
        var all = new float[spec.MelBands];
        var cepstra = new float[logs.Count * spec.Coefficients];
        for (var frame = 0; frame < logs.Count; frame++)
        {
            transform.DirectNorm(logs[frame], all);
            all.AsSpan(0, spec.Coefficients).CopyTo(cepstra.AsSpan(frame * spec.Coefficients));
        }

        return cepstra;
    }
}
