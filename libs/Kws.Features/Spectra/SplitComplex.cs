namespace Kws.Features;

/// <summary>Complex values as two spans of equal length.</summary>
internal readonly ref struct SplitComplex(Span<float> re, Span<float> im)
{
    public Span<float> Re { get; } = re;

    public Span<float> Im { get; } = im;

    public void Set(int at, float re, float im)
    {
        Re[at] = re;
        Im[at] = im;
    }

    /// <summary>Stores (re + i im) (cos + i sin).</summary>
    public void SetTurned(int at, float re, float im, float cos, float sin) =>
        Set(at, re * cos - im * sin, re * sin + im * cos);
}
