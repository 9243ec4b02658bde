using NWaves.Windows;

namespace NWaves.FeatureExtractors.Options;

/// <summary>Settings of band energies.</summary>
public class FilterbankOptions : FeatureExtractorOptions
{
    public FilterbankOptions() => Window = WindowType.Hamming;

    /// <summary>Rows of FFT size / 2 + 1 weights; null: mel triangles from the other settings.</summary>
    public float[][]? FilterBank { get; set; }

    public int FilterBankSize { get; set; } = 12;

    public double LowFrequency { get; set; }

    /// <summary>0: half the sampling rate.</summary>
    public double HighFrequency { get; set; }

    /// <summary>0 or below the frame size: the next power of two.</summary>
    public int FftSize { get; set; }

    public NonLinearityType NonLinearity { get; set; } = NonLinearityType.None;

    /// <summary>Added to energies before a logarithm.</summary>
    public float LogFloor { get; set; } = float.Epsilon;

    public override List<string> Errors
    {
        get
        {
            var errors = base.Errors;
            if (FilterBank is null && FilterBankSize <= 0)
                errors.Add("FilterBankSize must be positive");
            return errors;
        }
    }
}
