namespace Kws.AudioInference.Tests.Hosts;

/// <summary>Words of the tiny model: a low tone is "yes", a high one "no".</summary>
internal static class Tones
{
    public const double Yes = 400;
    public const double No = 2900;

    /// <summary>Quiet with tones of 0.8 s in it.</summary>
    /// <param name="rate">Samples a second.</param>
    /// <param name="seconds">Length of all.</param>
    /// <param name="words">Begin in seconds and frequency of each tone.</param>
    public static short[] Recording(int rate, double seconds, params (double At, double Hertz)[] words)
    {
        var samples = new short[(int)(seconds * rate)];
        foreach (var (at, hertz) in words)
            Add(samples, rate, at, hertz, 0.8);
        return samples;
    }

    /// <summary>Adds a tone to a recording.</summary>
    /// <param name="samples">The recording.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="at">Begin in seconds.</param>
    /// <param name="hertz">Frequency.</param>
    /// <param name="seconds">Length.</param>
    public static void Add(short[] samples, int rate, double at, double hertz, double seconds)
    {
        var start = (int)(at * rate);
        for (var i = start; i < Math.Min(samples.Length, start + (int)(seconds * rate)); i++)
            samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hertz * i / rate));
    }
}
