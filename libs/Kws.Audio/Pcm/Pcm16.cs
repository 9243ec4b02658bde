namespace Kws.Audio;

/// <summary>Samples of 16 bits to samples in [-1, 1] and back: full scale is 32768.</summary>
public static class Pcm16
{
    private const float FullScale = 32_768;

    /// <summary>The nearest 16-bit sample; beyond [-1, 1] it is clipped.</summary>
    public static short FromFloat(float sample) =>
        (short)Math.Clamp(MathF.Round(sample * FullScale), short.MinValue, short.MaxValue);

    /// <summary>The nearest 16-bit samples; beyond [-1, 1] they are clipped.</summary>
    /// <param name="samples">[n].</param>
    /// <param name="values">At least n; written.</param>
    public static void FromFloats(ReadOnlySpan<float> samples, Span<short> values)
    {
        values = values[..samples.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = FromFloat(samples[i]);
    }

    /// <summary>The samples in [-1, 1], exactly.</summary>
    /// <param name="values">[n].</param>
    /// <param name="samples">At least n; written.</param>
    public static void ToFloats(ReadOnlySpan<short> values, Span<float> samples)
    {
        samples = samples[..values.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = values[i] / FullScale;
    }
}
