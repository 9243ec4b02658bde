using NWaves.FeatureExtractors.Base;
using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Transforms;
using NWaves.Utils;

namespace NWaves.FeatureExtractors;

/// <summary>Band energies: block -> power spectrum -> bands -> logarithm.</summary>
public class FilterbankExtractor : FeatureExtractor
{
    private readonly RealFft _fft;
    private readonly float[] _spectrum;
    private readonly Func<double, double> _nonLinearity;

    public FilterbankExtractor(FilterbankOptions options)
        : base(options)
    {
        FilterBank = options.FilterBank ?? MelTriangles(options);
        FeatureCount = FilterBank.Length;
        BlockSize = 2 * (FilterBank[0].Length - 1);
        if (FrameSize > BlockSize)
            throw new ArgumentException($"frame size {FrameSize} exceeds FFT size {BlockSize}");
        _fft = new RealFft(BlockSize);
        _spectrum = new float[BlockSize / 2 + 1];
        var floor = options.LogFloor;
        _nonLinearity = options.NonLinearity switch
        {
            NonLinearityType.LogE => energy => Math.Log(energy + floor),
            NonLinearityType.Log10 => energy => Math.Log10(energy + floor),
            NonLinearityType.None => energy => energy,
            _ => throw new NotSupportedException($"{options.NonLinearity} is not in this subset of NWaves"),
        };
    }

    public float[][] FilterBank { get; }

    public override void ProcessFrame(float[] block, float[] features)
    {
        _fft.PowerSpectrum(block, _spectrum, normalize: false);
        for (var m = 0; m < FilterBank.Length; m++)
        {
            var energy = 0.0;
            for (var b = 0; b < _spectrum.Length; b++)
                energy += FilterBank[m][b] * _spectrum[b];
            features[m] = (float)_nonLinearity(energy);
        }
    }

    private float[][] MelTriangles(FilterbankOptions options)
    {
        var fftSize = options.FftSize > FrameSize ? options.FftSize : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)FrameSize);
        var bands = FilterBanks.MelBands(options.FilterBankSize, SamplingRate, options.LowFrequency, options.HighFrequency);
        return FilterBanks.Triangular(fftSize, SamplingRate, bands, mapper: Scale.HerzToMel);
    }
}
