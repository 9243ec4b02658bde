using System.Numerics.Tensors;
using Kws.Audio;

namespace Kws.Evaluation;

/// <summary>Makes clips as they are where nobody holds a microphone to his mouth. Seeded: a clip becomes the same each
/// time, and has the same noise at each distance to it.</summary>
/// <param name="clips">At 16 kHz, with their speakers; babble is made of them too.</param>
/// <param name="kitchen">Recorded noise.</param>
/// <param name="seed">Another one gives other noise and other rooms.</param>
public sealed class ClipDegrader(IReadOnlyList<LabelledClip> clips, NoiseBank kitchen, int seed)
{
    /// <summary>Speakers besides a clip's own that babble needs.</summary>
    public const int LeastBabblers = 6;

    private const int MostBabblers = 9;
    private const int SampleRateHz = 16_000;
    private const int TelephoneRateHz = 8_000;
    private const double TelephoneLowHz = 300;
    private const double TelephoneHighHz = 3_400;
    private const double CutShare = 0.25;
    private const double ClippingDecibels = 20;
    private const double QuietDecibels = -30;
    private const double ReverberationSeconds = 0.4;
    private const float Loudest = 0.99f;

    private readonly ILookup<string, LabelledClip> _bySpeaker = clips.ToLookup(clip => clip.Speaker);
    private readonly string[] _speakers =
        [.. clips.Select(clip => clip.Speaker).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether there are speakers enough for <see cref="Degradation.Babble"/>.</summary>
    public bool HasBabblers => _speakers.Length > LeastBabblers;

    /// <summary>All clips in a condition, in their order.</summary>
    public IReadOnlyList<LabelledClip> Apply(Degradation condition) =>
        [.. Enumerable.Range(0, clips.Count).AsParallel().AsOrdered().Select(at => Apply(condition, at))];

    /// <summary>A clip in a condition, rounded to 16 bits.</summary>
    /// <param name="condition">One of <see cref="Degradation.Known"/>.</param>
    /// <param name="at">Number of the clip.</param>
    public LabelledClip Apply(Degradation condition, int at)
    {
        var clip = clips[at];
        var random = new Random(SeedOf(condition.Family, at));
        var samples = condition.Family switch
        {
            Degradation.CutOnset => CutOnset(clip.Samples),
            Degradation.CutEnd => CutEnd(clip.Samples),
            Degradation.Kitchen => With(clip.Samples, kitchen.Recorded(random, clip.Samples.Length), condition),
            Degradation.Babble => With(clip.Samples, Babble(random, clip), condition),
            Degradation.Telephone => Telephone(clip.Samples),
            Degradation.Clipping => Decibels.Scale([.. clip.Samples], ClippingDecibels),
            Degradation.Reverberation => Reverberate(random, clip.Samples),
            Degradation.Quiet => Decibels.Scale([.. clip.Samples], QuietDecibels),
            _ => throw new ArgumentException($"the condition '{condition.Name}' is not known", nameof(condition)),
        };
        return clip with { Samples = Decibels.Quantise(samples) };
    }

    // Neighbouring clips and families begin unalike.
    private int SeedOf(string family, int at)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in family)
            hash = (hash ^ letter) * 16_777_619u;
        return unchecked((int)(hash ^ ((uint)seed * 0x9E3779B9u) ^ ((uint)at * 0x85EBCA6Bu)));
    }

    private static float[] CutOnset(float[] samples)
    {
        (var start, var end) = WordExtent.Find(samples);
        return samples[(start + (int)(CutShare * (end - start)))..];
    }

    private static float[] CutEnd(float[] samples)
    {
        (var start, var end) = WordExtent.Find(samples);
        return samples[..(end - (int)(CutShare * (end - start)))];
    }

    /// <summary>The word so far above the noise: its RMS where it is spoken, the noise's over the whole clip.</summary>
    private static float[] With(float[] samples, float[] noise, Degradation condition)
    {
        (var start, var end) = WordExtent.Find(samples);
        var word = Decibels.Rms(samples.AsSpan(start..end));
        var level = word * Decibels.ToFactor(-condition.SnrDecibels!.Value);
        Decibels.ToUnitRms(noise);
        var mixed = new float[samples.Length];
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = samples[i] + (level * noise[i]);
        // A device turns its gain down before it clips.
        var peak = mixed.Length == 0 ? 0 : TensorPrimitives.MaxMagnitude(mixed.AsSpan());
        if (MathF.Abs(peak) > Loudest)
            TensorPrimitives.Multiply(mixed, Loudest / MathF.Abs(peak), mixed);
        return mixed;
    }

    private float[] Babble(Random random, LabelledClip clip)
    {
        string[] others = [.. _speakers.Where(speaker => speaker != clip.Speaker)];
        if (others.Length < LeastBabblers)
        {
            throw new InvalidOperationException(
                $"babble needs {LeastBabblers} other speakers; {others.Length} are there");
        }
        random.Shuffle(others);
        var babble = new float[clip.Samples.Length];
        foreach (var speaker in others.Take(random.Next(LeastBabblers, MostBabblers + 1)))
        {
            LabelledClip[] spoken = [.. _bySpeaker[speaker]];
            float[] voice = [.. spoken[random.Next(spoken.Length)].Samples];
            if (voice.Length == 0)
                continue;
            Decibels.ToUnitRms(voice);
            var shift = random.Next(voice.Length);
            for (var i = 0; i < babble.Length; i++)
                babble[i] += voice[(i + shift) % voice.Length];
        }
        return babble;
    }

    // Both ends of the line have a filter: the second takes out what the coding adds beside the band.
    private static float[] Telephone(float[] samples)
    {
        var line = Band(RateConversion.Convert(samples, SampleRateHz, TelephoneRateHz));
        for (var i = 0; i < line.Length; i++)
            line[i] = G711.FromMuLaw(G711.ToMuLaw(Pcm16.FromFloat(line[i])));
        return RateConversion.Convert(Band(line), TelephoneRateHz, SampleRateHz);
    }

    private static float[] Band(float[] samples) => samples.Length == 0
        ? samples
        : Convolution.BandPass(samples, TelephoneRateHz, TelephoneLowHz, TelephoneHighHz);

    /// <summary>The word and, as strong in all, noise that dies away exponentially; as loud as before.</summary>
    private static float[] Reverberate(Random random, float[] samples)
    {
        if (samples.Length == 0)
            return samples;
        var room = new float[(int)(ReverberationSeconds * SampleRateHz)];
        // 60 dB are a factor of 1000.
        var decay = Math.Log(1_000) / room.Length;
        var energy = 0.0;
        for (var i = 1; i < room.Length; i++)
        {
            room[i] = (float)(Gaussian(random) * Math.Exp(-decay * i));
            energy += room[i] * room[i];
        }
        TensorPrimitives.Multiply(room, (float)(1 / Math.Sqrt(energy)), room);
        room[0] = 1;
        var heard = Convolution.Apply(samples, room);
        TensorPrimitives.Multiply(heard,
            Decibels.Rms(samples) / (Decibels.Rms(heard.AsSpan(0, samples.Length)) + 1e-9f), heard);
        return heard;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
