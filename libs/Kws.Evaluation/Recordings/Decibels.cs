using System.Numerics.Tensors;

namespace Kws.Evaluation;

/// <summary>Levels of signals. Full scale is 1, so levels are below 0 dB.</summary>
internal static class Decibels
{
    private const float Smallest = 1e-9f;

    /// <summary>The factor of a level.</summary>
    public static float ToFactor(double decibels) => (float)Math.Pow(10, decibels / 20);

    /// <summary>The signal's root mean square.</summary>
    public static float Rms(ReadOnlySpan<float> samples) =>
        samples.IsEmpty ? 0 : MathF.Sqrt(TensorPrimitives.SumOfSquares(samples) / samples.Length);

    /// <summary>Scales in place to an RMS of 1; silence stays silence.</summary>
    public static float[] ToUnitRms(float[] samples)
    {
        TensorPrimitives.Multiply(samples, 1 / (Rms(samples) + Smallest), samples);
        return samples;
    }

    /// <summary>Scales in place by a level.</summary>
    public static float[] Scale(float[] samples, double decibels)
    {
        TensorPrimitives.Multiply(samples, ToFactor(decibels), samples);
        return samples;
    }

    /// <summary>A level drawn evenly between two.</summary>
    public static double Draw(Random random, double least, double most) =>
        least + (random.NextDouble() * (most - least));

    /// <summary>Rounds in place to 16 bits, as a device sends them.</summary>
    public static float[] Quantise(float[] samples)
    {
        for (var i = 0; i < samples.Length; i++)
            samples[i] = MathF.Round(Math.Clamp(samples[i], -1f, 1f) * 32767f) / 32768f;
        return samples;
    }
}
