namespace Kws.Evaluation;

/// <summary>
/// Puts clips over changing noise at known places, after MLPerf Tiny's streaming test: noise changes every
/// 20 to 60 s, a third of it so quiet that the room seems still; words are 5 to 30 dB above it and start at
/// least 1.5 s apart.
/// </summary>
/// <param name="clips">Words by validation speakers; those that are no keyword are laid between the keywords.</param>
/// <param name="noises">Background.</param>
/// <param name="keywords">The labels that count as keywords.</param>
public sealed class KnownRecordingBuilder(
    IReadOnlyList<LabelledClip> clips,
    NoiseBank noises,
    IReadOnlyList<string> keywords)
{
    private const int SampleRateHz = 16_000;
    private const int GapSamples = 3 * SampleRateHz / 2;
    private const int MarginSamples = 2 * SampleRateHz;

    private readonly ILookup<string, LabelledClip> _byWord = clips.Where(clip => keywords.Contains(clip.Word))
        .ToLookup(clip => clip.Word);
    private readonly LabelledClip[] _others = [.. clips.Where(clip => !keywords.Contains(clip.Word))];

    /// <summary>A recording; the same seed gives the same one.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="minutes">Its length.</param>
    /// <param name="keywordCount">Keywords in it, the same number of each as far as it divides.</param>
    /// <param name="otherCount">Other words in it.</param>
    /// <exception cref="ArgumentException">A keyword has no clip, or the words do not fit.</exception>
    public KnownRecording Build(int seed, int minutes = 20, int keywordCount = 50, int otherCount = 100)
    {
        var random = new Random(seed);
        var length = minutes * 60 * SampleRateHz;
        float[] recording = new float[length], noiseLevel = new float[length];
        AddNoise(random, recording, noiseLevel);
        var chosen = Choose(random, keywordCount, otherCount);
        random.Shuffle(chosen);
        List<SpokenWord> spoken = [];
        foreach ((var clip, var start) in chosen.Zip(Places(random, chosen.Length, length)))
        {
            (var first, var end) = WordExtent.Find(clip.Samples);
            AddWord(random, recording.AsSpan(start), clip.Samples, Decibels.Rms(clip.Samples.AsSpan(first..end)),
                noiseLevel[start]);
            if (keywords.Contains(clip.Word))
                spoken.Add(new SpokenWord(clip.Word, start + first, start + end));
        }
        return new KnownRecording(Decibels.Quantise(recording), [.. spoken.OrderBy(word => word.Start)]);
    }

    private LabelledClip[] Choose(Random random, int keywordCount, int otherCount)
    {
        List<LabelledClip> chosen = [];
        for (var i = 0; i < keywordCount; i++)
        {
            LabelledClip[] of = [.. _byWord[keywords[i % keywords.Count]]];
            if (of.Length == 0)
                throw new ArgumentException(
                    $"no clip says '{keywords[i % keywords.Count]}'; each keyword needs at least one");
            chosen.Add(of[random.Next(of.Length)]);
        }
        for (var i = 0; i < otherCount && _others.Length > 0; i++)
            chosen.Add(_others[random.Next(_others.Length)]);
        return [.. chosen];
    }

    private void AddNoise(Random random, float[] recording, float[] level)
    {
        for (var at = 0; at < recording.Length;)
        {
            var size = Math.Min(recording.Length - at, (int)(Decibels.Draw(random, 20, 60) * SampleRateHz));
            var rms = Decibels.ToFactor(random.NextDouble() < 0.33
                ? Decibels.Draw(random, -75, -60)
                : Decibels.Draw(random, -55, -25));
            var noise = noises.Draw(random, size);
            for (var i = 0; i < size; i++)
            {
                recording[at + i] = noise[i] * rms;
                level[at + i] = rms;
            }
            at += size;
        }
    }

    // A device's gain lies between whisper and shout; where noise is louder, speakers raise their voice.
    private static void AddWord(Random random, Span<float> recording, float[] word, float rms, float noise)
    {
        var wanted = Math.Max(Decibels.ToFactor(Decibels.Draw(random, -35, -15)),
            noise * Decibels.ToFactor(Decibels.Draw(random, 5, 30)));
        var peak = word.Max(MathF.Abs);
        var gain = Math.Min(wanted / (rms + 1e-6f), 0.99f / (peak + 1e-6f));
        for (var i = 0; i < word.Length && i < recording.Length; i++)
            recording[i] += word[i] * gain;
    }

    // Sorted places at least a gap apart, each such choice as likely as another.
    private static IEnumerable<int> Places(Random random, int count, int length)
    {
        var free = length - MarginSamples - (GapSamples * count);
        if (free <= 0)
            throw new ArgumentException(
                $"{count} words do not fit into {length / SampleRateHz} s; each takes " +
                $"{GapSamples / (double)SampleRateHz} s");
        int[] places = [.. Enumerable.Range(0, count).Select(_ => random.Next(free)).Order()];
        return places.Select((place, i) => place + (GapSamples * i));
    }
}
