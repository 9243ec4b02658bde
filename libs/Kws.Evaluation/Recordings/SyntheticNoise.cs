using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Kws.Evaluation;

/// <summary>Noise made by formula, each with an RMS of 1 before what a caller does to it.</summary>
internal static class SyntheticNoise
{
    private const int SampleRateHz = 16_000;

    /// <summary>Noise whose spectrum rises by 3 to falls by 12 dB an octave, flat below 30 Hz.</summary>
    public static float[] Coloured(Random random, int length)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 2));
        var spectrum = new Complex[size];
        var slope = Decibels.Draw(random, -0.5, 2);
        for (var bin = 1; bin < size / 2; bin++)
        {
            var hertz = Math.Max(30, (double)bin * SampleRateHz / size);
            spectrum[bin] = Complex.FromPolarCoordinates(Math.Pow(hertz / 1000, -slope)
                * Math.Sqrt(-Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble());
            spectrum[size - bin] = Complex.Conjugate(spectrum[bin]);
        }
        Fourier.Inverse(spectrum, FourierOptions.NoScaling);
        var noise = new float[length];
        for (var i = 0; i < length; i++)
            noise[i] = (float)spectrum[i].Real;
        return Decibels.ToUnitRms(noise);
    }

    /// <summary>Mains hum: 50 or 60 Hz with one to eight harmonics.</summary>
    public static float[] Hum(Random random, int length)
    {
        var hertz = (random.Next(2) == 0 ? 50 : 60) * Decibels.Draw(random, 0.99, 1.01);
        var wave = new float[length];
        var harmonics = random.Next(1, 9);
        for (var harmonic = 1; harmonic <= harmonics; harmonic++)
        {
            double amplitude = random.NextDouble() / harmonic, phase = random.NextDouble();
            for (var i = 0; i < length; i++)
                wave[i] += (float)(amplitude * Math.Sin(2 * Math.PI * ((hertz * harmonic * i / SampleRateHz) + phase)));
        }
        return Decibels.ToUnitRms(wave);
    }

    /// <summary>One to four knocks or clicks: bursts of 5 to 120 ms that die away, over faint noise.</summary>
    public static float[] Knocks(Random random, int length)
    {
        var wave = Coloured(random, length);
        Decibels.Scale(wave, -34);
        var knocks = random.Next(1, 5);
        for (var knock = 0; knock < knocks; knock++)
        {
            var size = (int)(Decibels.Draw(random, 0.005, 0.12) * SampleRateHz);
            double decay = size / Decibels.Draw(random, 3, 8), strength = Decibels.Draw(random, 0.2, 1);
            var burst = Coloured(random, size);
            var start = random.Next(length);
            for (var i = 0; i < size && start + i < length; i++)
                wave[start + i] += (float)(burst[i] * strength * Math.Exp(-i / decay));
        }
        return Decibels.ToUnitRms(wave);
    }
}
