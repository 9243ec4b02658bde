namespace Kws.Evaluation.Tests;

/// <summary>Clips in which a tone stands for a word; the tiny model knows the low and the high one.</summary>
internal static class Tones
{
    public const double YesHertz = 400;
    public const double NoHertz = 2_900;
    public const double OtherHertz = 1_200;
    private const int RateHz = 16_000;

    /// <summary>A tone from one sample to another, silence around it.</summary>
    public static float[] Clip(double hertz, int length = 16_000, int start = 4_000, int end = 12_000,
        float amplitude = 0.4f)
    {
        var samples = new float[length];
        for (var i = start; i < Math.Min(end, length); i++)
            samples[i] = amplitude * MathF.Sin((float)(2 * Math.PI * hertz * i / RateHz));
        return samples;
    }

    /// <summary>One clip each of "yes", "no" and another word.</summary>
    public static LabelledClip[] Clips() =>
        [new("yes", Clip(YesHertz)), new("no", Clip(NoHertz, 15_000, 3_000, 11_000)),
            new("bird", Clip(OtherHertz, end: 10_000))];
}
