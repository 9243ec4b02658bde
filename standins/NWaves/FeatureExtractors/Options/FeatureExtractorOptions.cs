using NWaves.Windows;

namespace NWaves.FeatureExtractors.Options;

/// <summary>Framing, which every extractor has.</summary>
public class FeatureExtractorOptions
{
    public int FeatureCount { get; set; }

    public int SamplingRate { get; set; }

    /// <summary>Seconds; used when <see cref="FrameSize"/> is 0.</summary>
    public double FrameDuration { get; set; } = 0.025;

    /// <summary>Seconds; used when <see cref="HopSize"/> is 0.</summary>
    public double HopDuration { get; set; } = 0.01;

    /// <summary>Samples; 0: from <see cref="FrameDuration"/>.</summary>
    public int FrameSize { get; set; }

    /// <summary>Samples; 0: from <see cref="HopDuration"/>.</summary>
    public int HopSize { get; set; }

    public double PreEmphasis { get; set; }

    public WindowType Window { get; set; } = WindowType.Rectangular;

    public virtual List<string> Errors
    {
        get
        {
            var errors = new List<string>();
            if (SamplingRate <= 0)
                errors.Add("SamplingRate must be positive");
            if (FrameSize <= 0 && FrameDuration <= 0)
                errors.Add("FrameSize or FrameDuration must be positive");
            if (HopSize <= 0 && HopDuration <= 0)
                errors.Add("HopSize or HopDuration must be positive");
            return errors;
        }
    }
}
