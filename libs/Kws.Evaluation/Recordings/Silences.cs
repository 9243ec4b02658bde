namespace Kws.Evaluation;

/// <summary>
/// Windows without speech: four of five are recorded noise at random volume, the others digital zero, one bit of
/// dither, faint hum or coloured noise.
/// </summary>
public static class Silences
{
    /// <summary>Seeded windows of so many samples.</summary>
    public static IReadOnlyList<float[]> Draw(NoiseBank noises, int count, int length, int seed)
    {
        var random = new Random(seed);
        var windows = new float[count][];
        for (var i = 0; i < count; i++)
            windows[i] = Decibels.Quantise((i % 20) switch
            {
                0 => new float[length],
                5 => [.. Enumerable.Range(0, length).Select(_ => random.Next(-1, 2) / 32768f)],
                10 => Decibels.Scale(SyntheticNoise.Hum(random, length), Decibels.Draw(random, -70, -30)),
                15 => Decibels.Scale(SyntheticNoise.Coloured(random, length), Decibels.Draw(random, -70, -20)),
                _ => AtRandomVolume(noises.Recorded(random, length), random),
            });
        return windows;
    }

    private static float[] AtRandomVolume(float[] samples, Random random)
    {
        var volume = random.NextSingle();
        for (var i = 0; i < samples.Length; i++)
            samples[i] *= volume;
        return samples;
    }
}
