using Kws.Audio;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>Audio for tests.</summary>
internal static class TestAudio
{
    /// <summary>The keywords of the shipped model.</summary>
    public static readonly string[] Words = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"];

    /// <summary>Noise in bursts, as loud and as long as words: with low thresholds the model hears many keywords in
    /// it.</summary>
    public static short[] Bursts(int seed, double seconds, int rate = 16000)
    {
        var random = new Random(seed);
        var samples = new short[(int)(seconds * rate)];
        var (level, tone, left, phase) = (0.0, 400.0, 0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            if (left-- == 0)
            {
                level = random.Next(2) * (0.05 + 0.3 * random.NextDouble());
                tone = 150 + 2500 * random.NextDouble();
                left = (int)((0.1 + 0.4 * random.NextDouble()) * rate);
            }
            phase += 2 * Math.PI * tone / rate;
            var value = level * Math.Sin(phase) * (1 + Math.Sin(phase / 9)) / 2
                + (random.NextDouble() - 0.5) * (level / 3 + 0.01);
            samples[i] = (short)(value * 32767);
        }
        return samples;
    }

    /// <summary>A validation clip of a word, at 16 kHz.</summary>
    public static async Task<float[]> WordAsync(string word, int index)
    {
        var folder = RealData.Require("speech", "validation", word);
        var file = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ElementAt(index);
        return (await AudioFileReader.ReadAsync(file).WithTimeout()).Mono;
    }

    /// <summary>Background noise at 16 kHz.</summary>
    public static async Task<float[]> NoiseAsync(string name)
    {
        var folder = RealData.Require("speech", "background_noise");
        var file = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .First(f => Path.GetFileName(f).Contains(name, StringComparison.Ordinal));
        return (await AudioFileReader.ReadAsync(file).WithTimeout()).Mono;
    }

    public static short[] ToInt16(IEnumerable<float> samples) =>
        [.. samples.Select(s => (short)Math.Clamp(s * 32767, -32768, 32767))];
}
