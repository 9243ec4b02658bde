using NWaves.FeatureExtractors.Base;
using NWaves.FeatureExtractors.Options;

namespace NWaves.FeatureExtractors;

/// <summary>Cepstra: block -> logarithms of band energies -> orthonormal DCT-II.</summary>
public class MfccExtractor : FeatureExtractor
{
    private readonly FilterbankExtractor _bands;
    private readonly float[] _energies;

    public MfccExtractor(MfccOptions options)
        : base(options)
    {
        _bands = new FilterbankExtractor(options);
        BlockSize = 2 * (_bands.FilterBank[0].Length - 1);
        FeatureCount = options.FeatureCount;
        _energies = new float[_bands.FeatureCount];
    }

    public float[][] FilterBank => _bands.FilterBank;

    public override void ProcessFrame(float[] block, float[] features)
    {
        _bands.ProcessFrame(block, _energies);
        var count = _energies.Length;
        for (var k = 0; k < features.Length; k++)
        {
            var sum = 0.0;
            for (var m = 0; m < count; m++)
                sum += _energies[m] * Math.Cos(Math.PI * k * (m + 0.5) / count);
            features[k] = (float)(sum * Math.Sqrt((k == 0 ? 1.0 : 2.0) / count));
        }
    }
}
