using System.Runtime.InteropServices;
using Kws.Tts.Engines;

namespace Kws.Tts.Tests;

/// <summary>Measures speech.</summary>
internal static class SpeechSamples
{
    /// <summary>All audio of a job.</summary>
    public static short[] Of(IEnumerable<SpeechPart> parts) =>
        [.. parts.OfType<SpeechAudio>().SelectMany(audio => audio.Samples.ToArray())];

    /// <summary>All audio of raw PCM.</summary>
    public static short[] Of(byte[] pcm) => MemoryMarshal.Cast<byte, short>(pcm).ToArray();

    public static double Rms(IReadOnlyCollection<short> samples) =>
        Math.Sqrt(samples.Sum(sample => sample * (double)sample) / samples.Count);

    /// <summary>Lengths of the silences of 50 ms and more between sounds and before the first, in seconds.</summary>
    public static List<double> Pauses(short[] samples, int rate = 22050)
    {
        List<double> pauses = [];
        var begin = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            if (Math.Abs((int)samples[i]) <= 40)
                continue;
            if (i - begin >= rate / 20)
                pauses.Add((i - begin) / (double)rate);
            begin = i + 1;
        }
        return pauses;
    }
}
