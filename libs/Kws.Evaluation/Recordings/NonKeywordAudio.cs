namespace Kws.Evaluation;

/// <summary>A minute in which no keyword is spoken.</summary>
/// <param name="Kind">
/// <c>synthetic talk</c> or, with sentences in it, <c>synthetic everyday talk</c>; <c>other words</c>, <c>noise</c> or
/// <c>near silence</c>.
/// </param>
/// <param name="Samples">At 16 kHz, rounded to 16 bits.</param>
public sealed record NonKeywordMinute(string Kind, float[] Samples);

/// <summary>Speaks a sentence with a voice; samples at 16 kHz.</summary>
/// <param name="text">English words.</param>
/// <param name="voice">A voice of espeak-ng.</param>
/// <param name="rateWpm">Words a minute.</param>
/// <param name="pitch">0 to 99.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate Task<float[]> SpeakText(
    string text,
    string voice,
    int rateWpm,
    int pitch,
    CancellationToken cancellationToken);

/// <summary>
/// What a device hears all day without being spoken to: of each hour 40 % text read by synthetic voices, 25 %
/// recorded other words, 20 % noise, 15 % near silence with the volume turned up and down. Seeded.
/// </summary>
/// <param name="clips">Clips of validation speakers; those of keywords are left out.</param>
/// <param name="noises">Background.</param>
/// <param name="keywords">Words that must not be spoken.</param>
/// <param name="vocabulary">Words that text is made of.</param>
/// <param name="speak">Reads text; null: recorded words take its place.</param>
/// <param name="sentences">
/// Sentences without a keyword, of which three quarters of the text are made; null or empty: all text is strings of
/// random words, which is harder, since many are close to a keyword.
/// </param>
public sealed class NonKeywordAudio(
    IReadOnlyList<LabelledClip> clips,
    NoiseBank noises,
    IReadOnlyList<string> keywords,
    IReadOnlyList<string> vocabulary,
    SpeakText? speak,
    IReadOnlyList<string>? sentences = null)
{
    private const int SampleRateHz = 16_000;
    private const int Length = 60 * SampleRateHz;
    private const double SentenceShare = 0.75;

    // The trainer makes its own synthetic speech with other variants than these.
    private static readonly string[] s_accents =
        ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"];
    private static readonly string[] s_variants =
        ["m6", "m8", "f4", "quincy", "travis", "Lee", "boris", "david", "caleb"];

    private readonly LabelledClip[] _others = [.. clips.Where(clip => !keywords.Contains(clip.Word))];
    private readonly string[] _vocabulary = [.. vocabulary.Except(keywords, StringComparer.OrdinalIgnoreCase)];

    private bool IsEveryday => sentences is { Count: > 0 };

    /// <summary>One minute; the same seed and number give the same one.</summary>
    public async Task<NonKeywordMinute> MinuteAsync(int seed, int number, CancellationToken cancellationToken)
    {
        // Multiplied by odd constants of high bits, so that neighbouring minutes begin unalike.
        var random = new Random(unchecked((int)(((uint)seed * 0x9E3779B9u) ^ ((uint)number * 0x85EBCA6Bu))));
        var kind = random.NextDouble();
        NonKeywordMinute minute = kind switch
        {
            < 0.4 when speak is not null && _vocabulary.Length > 0 =>
                new(IsEveryday ? "synthetic everyday talk" : "synthetic talk",
                    await TextAsync(speak, random, cancellationToken)),
            < 0.65 when _others.Length > 0 => new("other words", Words(random)),
            < 0.85 => new("noise", Noise(random)),
            _ => new("near silence", Quiet(random)),
        };
        Decibels.Quantise(minute.Samples);
        return minute;
    }

    private async Task<float[]> TextAsync(SpeakText speak, Random random, CancellationToken cancellationToken)
    {
        var samples = QuietNoise(random);
        for (var at = 0; at < Length;)
        {
            var voice = $"{s_accents[random.Next(s_accents.Length)]}+{s_variants[random.Next(s_variants.Length)]}";
            var text = string.Join(' ', Enumerable.Range(0, 6).Select(_ => Sentence(random)));
            var spoken = await speak(text, voice, random.Next(120, 220), random.Next(10, 90), cancellationToken);
            Decibels.Scale(Decibels.ToUnitRms(spoken), Decibels.Draw(random, -32, -14));
            AddAt(samples, spoken, at);
            at += spoken.Length + (int)(Decibels.Draw(random, 0.2, 2) * SampleRateHz);
        }
        return samples;
    }

    private string Sentence(Random random)
    {
        if (IsEveryday && random.NextDouble() < SentenceShare)
            return sentences![random.Next(sentences.Count)];
        string[] words =
            [.. Enumerable.Range(0, random.Next(6, 14)).Select(_ => _vocabulary[random.Next(_vocabulary.Length)])];
        return $"{string.Join(' ', words[..(words.Length / 2)])}, {string.Join(' ', words[(words.Length / 2)..])}.";
    }

    // Each word a little faster or slower than it was spoken.
    private float[] Words(Random random)
    {
        var samples = QuietNoise(random);
        for (var at = 0; at < Length - (2 * SampleRateHz); at += (int)(Decibels.Draw(random, 0.7, 2.5) * SampleRateHz))
        {
            var word = AtSpeed(_others[random.Next(_others.Length)].Samples, Decibels.Draw(random, 0.85, 1.18));
            AddAt(samples, Decibels.Scale(Decibels.ToUnitRms(word), Decibels.Draw(random, -35, -15)), at);
        }
        return samples;
    }

    private float[] Noise(Random random)
    {
        var samples = new float[Length];
        for (var at = 0; at < Length; at += 10 * SampleRateHz)
            AddAt(samples, Decibels.Scale(noises.Draw(random, 10 * SampleRateHz), Decibels.Draw(random, -60, -12)), at);
        return samples;
    }

    private float[] Quiet(Random random)
    {
        var samples = random.NextDouble() < 0.85
            ? Decibels.Scale(noises.Draw(random, Length), Decibels.Draw(random, -80, -40))
            : new float[Length];
        double[] levels = [.. Enumerable.Range(0, 9).Select(_ => Decibels.Draw(random, -30, 25))];
        for (var i = 0; i < Length; i++)
        {
            var at = i * 8.0 / Length;
            var level = levels[(int)at] + ((levels[(int)at + 1] - levels[(int)at]) * (at - (int)at));
            samples[i] *= Decibels.ToFactor(level);
        }
        return samples;
    }

    private float[] QuietNoise(Random random) =>
        Decibels.Scale(noises.Draw(random, Length), Decibels.Draw(random, -75, -40));

    private static void AddAt(float[] samples, float[] part, int at)
    {
        for (var i = 0; i < part.Length && at + i < samples.Length; i++)
            samples[at + i] += part[i];
    }

    // Linear interpolation: the error lies below the words' own noise.
    private static float[] AtSpeed(float[] word, double speed)
    {
        var result = new float[(int)((word.Length - 1) / speed)];
        for (var i = 0; i < result.Length; i++)
        {
            var at = i * speed;
            result[i] = word[(int)at] + ((word[(int)at + 1] - word[(int)at]) * (float)(at - (int)at));
        }
        return result;
    }
}
