namespace NWaves.Windows;

/// <summary>Windows of this subset.</summary>
public enum WindowType
{
    Rectangular,
    Triangular,
    Hamming,
    Blackman,
    Hann,
}
