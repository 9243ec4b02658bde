using Kws.Cli.Audio;

namespace Kws.Cli.Tests.Keywords;

/// <summary>A clip of one word amid noise, and where in it the word is.</summary>
/// <param name="IsClear">Whether the clip itself was quiet around the word: only then is its place known.</param>
internal sealed record NoisyRecording(Recording Audio, long WordStart, long WordEnd, bool IsClear)
{
    public const int RateHz = 16_000;
    private const int FrameSamples = RateHz / 100;
    private const double LeadSeconds = 2.0;
    private const double TailSeconds = 2.0;

    /// <summary>Share of the loudest frame's energy from which a frame belongs to the word.</summary>
    private const double AudibleShare = 0.01;

    /// <summary>The quietest tenth of a clear clip is so much below its loudest frame.</summary>
    private const double ClearShare = 1e-3;

    /// <summary>A word longer than this is more than a word.</summary>
    private const double MostWordSeconds = 0.7;

    /// <param name="clip">One word at 16 kHz.</param>
    /// <param name="noise">Longer than the result, at 16 kHz.</param>
    /// <param name="signalToNoiseDb">Of the word's frames to the noise.</param>
    public static NoisyRecording Mix(Recording clip, Recording noise, double signalToNoiseDb)
    {
        var word = clip.ToFloats();
        (var first, var last) = Bounds(word);
        var lead = (int)(LeadSeconds * RateHz);
        var mixed = noise.ToFloats()[..(lead + word.Length + (int)(TailSeconds * RateHz))];
        var gain = Math.Sqrt(Power(word.AsSpan(first, last - first)) / Power(mixed)
            / Math.Pow(10, signalToNoiseDb / 10));
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (float)(mixed[i] * gain) + (i >= lead && i < lead + word.Length ? word[i - lead] : 0);
        var isClear = first > 0 && last < word.Length && last - first < MostWordSeconds * RateHz
            && QuietShare(word) < ClearShare;
        return new NoisyRecording(Recording.FromFloats(RateHz, mixed), lead + first, lead + last, isClear);
    }

    private static double QuietShare(float[] word)
    {
        double[] energies = [.. word.Chunk(FrameSamples).Select(frame => Power(frame)).Order()];
        return energies[energies.Length / 10] / energies[^1];
    }

    /// <summary>From the first to the last frame that is not quiet beside the loudest one.</summary>
    private static (int First, int Last) Bounds(float[] word)
    {
        double[] energies = [.. word.Chunk(FrameSamples).Select(frame => Power(frame))];
        var audible = energies.Max() * AudibleShare;
        var first = Array.FindIndex(energies, energy => energy >= audible);
        var last = Array.FindLastIndex(energies, energy => energy >= audible);
        return (first * FrameSamples, Math.Min(word.Length, (last + 1) * FrameSamples));
    }

    private static double Power(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
            sum += sample * sample;
        return sum / samples.Length;
    }
}
