namespace Kws.Features;

/// <summary>The symmetric window that weights each frame before its spectrum; lower-case names in JSON.</summary>
public enum WindowKind
{
    Rectangular = 1,
    Hann = 2,
    Hamming = 3,
    Blackman = 4,
}
