using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.Output;
using Kws.Cli.Speech;

namespace Kws.Cli.Keywords;

/// <summary>A word that the demo device's audio holds, and where: what a perfect listener would report.</summary>
/// <param name="EndSample">The sample after the word's last.</param>
internal sealed record SpokenWord(string Word, long StartSample, long EndSample);

/// <summary>Words spoken one after another with pauses, and where each lies.</summary>
internal sealed record SpokenRecording(Recording Audio, IReadOnlyList<SpokenWord> Words)
{
    private const int SampleRateHz = 16_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.2);

    /// <summary>The quietest sample that counts as speech: espeak-ng pads each word with near silence.</summary>
    private const int Audible = 300;

    /// <summary>The room's hiss, about 50 dB below the speech.</summary>
    private const int Hiss = 40;

    /// <summary>A keyword belongs to a word if it overlaps it, give or take so much.</summary>
    private const double ToleranceSeconds = 0.25;

    /// <summary>Speaks the words with espeak-ng, each with the next of the voices.</summary>
    /// <param name="seed">Varies speed and pitch a little, so that no two readings are alike.</param>
    public static async Task<SpokenRecording> SpeakAsync(
        IReadOnlyList<string> words, IReadOnlyList<string> voices, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var samples = new List<short>();
        var spoken = new List<SpokenWord>();
        AddQuiet(samples, random);
        for (var index = 0; index < words.Count; index++)
        {
            var voiced = await EspeakSpeech.SayAsync(words[index], voices[index % voices.Count], random.Next(135, 165),
                random.Next(40, 60), cancellationToken);
            var word = Trim(voiced.AtRate(SampleRateHz).Samples);
            spoken.Add(new SpokenWord(words[index], samples.Count, samples.Count + word.Length));
            samples.AddRange(word);
            AddQuiet(samples, random);
        }
        return new SpokenRecording(new Recording(SampleRateHz, [.. samples.Select(sample => WithHiss(sample, random))]),
            spoken);
    }

    /// <summary>What was heard of the words, in the order of time.</summary>
    public IReadOnlyList<Scored<SpokenWord, Keyword>> Score(IEnumerable<Keyword> heard)
    {
        var tolerance = ToleranceSeconds * Audio.SampleRateHz;
        var card = new Scorecard<SpokenWord, Keyword>(
            (word, keyword) => keyword.StartSample < word.EndSample + tolerance
                && keyword.EndSample > word.StartSample - tolerance,
            (word, keyword) => keyword.Label == word.Word,
            word => word.StartSample,
            keyword => keyword.StartSample);
        return card.Match(Words, heard);
    }

    private static void AddQuiet(List<short> samples, Random random) =>
        samples.AddRange(new short[(int)(Pause.TotalSeconds * SampleRateHz) + random.Next(SampleRateHz / 4)]);

    private static short WithHiss(short sample, Random random) =>
        (short)Math.Clamp(sample + random.Next(-Hiss, Hiss + 1), short.MinValue, short.MaxValue);

    private static short[] Trim(short[] samples)
    {
        var first = Array.FindIndex(samples, IsAudible);
        var last = Array.FindLastIndex(samples, IsAudible);
        return first < 0 ? samples : samples[first..(last + 1)];
    }

    private static bool IsAudible(short sample) => Math.Abs((int)sample) >= Audible;
}
