namespace NWaves.FeatureExtractors.Options;

/// <summary>What is done to band energies.</summary>
public enum NonLinearityType
{
    LogE,
    Log10,
    ToDecibel,
    CubicRoot,
    None,
}
