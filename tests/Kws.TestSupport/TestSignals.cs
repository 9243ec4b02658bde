namespace Kws.TestSupport;

/// <summary>Synthesised audio, the same on every machine.</summary>
public static class TestSignals
{
    /// <summary>A linear chirp under white noise from a 32-bit congruential generator, as docs/features.md's golden
    /// data uses.</summary>
    /// <remarks>x[n] = 0.4 sin(2 pi (f0 t + (f1 - f0) t² / 2T)) + 0.02 u, u = s / 2^31 - 1, s' = 1664525 s + 1013904223
    /// mod 2^32.</remarks>
    public static float[] ChirpAndNoise(int sampleRateHz, int samples, double fromHz, double toHz, uint seed)
    {
        var signal = new float[samples];
        var seconds = (double)samples / sampleRateHz;
        var state = seed;
        for (var n = 0; n < samples; n++)
        {
            state = unchecked(1664525 * state + 1013904223);
            var t = (double)n / sampleRateHz;
            var chirp = 0.4 * Math.Sin(2 * Math.PI * (fromHz * t + (toHz - fromHz) * t * t / (2 * seconds)));
            signal[n] = (float)(chirp + 0.02 * (state / 2147483648.0 - 1));
        }

        return signal;
    }

    public static float[] Sine(double hertz, int sampleRateHz, int samples, double amplitude = 0.5) =>
        [.. Enumerable.Range(0, samples)
            .Select(n => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * n / sampleRateHz)))];

    /// <summary>Cuts a length into random pieces, some empty, some of one sample, some long.</summary>
    public static IEnumerable<int> Chunks(int length, Random random)
    {
        while (length > 0)
        {
            var limit = random.Next(4) switch { 0 => 2, 1 => 50, 2 => 700, _ => 9_000 };
            var size = Math.Min(length, random.Next(limit));
            length -= size;
            yield return size;
        }
    }
}
