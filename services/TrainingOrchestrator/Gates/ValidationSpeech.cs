using Kws.Evaluation;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>A data set's validation part as it is needed to tune words.</summary>
/// <param name="Words">Single words, those that are no keyword among them.</param>
/// <param name="Talk">Speech without a keyword by who speaks; never none of a voice.</param>
/// <param name="IsOfWords">Whether there was no talk, so that single words stand for it.</param>
internal sealed record ValidationSpeech(
    IReadOnlyList<LabelledClip> Words, IReadOnlyDictionary<string, List<float[]>> Talk, bool IsOfWords)
{
    private const string Pause = "_nohash_";

    /// <param name="folder">Holds a folder a label.</param>
    /// <param name="keywords">Labels that are no talk.</param>
    /// <param name="sampleRateHz">The model's.</param>
    /// <param name="talkFrom">A recording that is as long is talk.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ValidationSpeech> ReadAsync(
        string folder, IReadOnlyCollection<string> keywords, int sampleRateHz, TimeSpan talkFrom,
        CancellationToken cancellationToken)
    {
        var (words, talk, others) = (new List<LabelledClip>(), Voices(), Voices());
        foreach (var label in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            foreach (var file in ClipFolder.AudioFiles(label))
            {
                var samples = await ClipFolder.ReadFileAsync(file, sampleRateHz, cancellationToken)
                    .ConfigureAwait(false);
                var isOther = !keywords.Contains(Path.GetFileName(label));
                if (isOther && samples.Length >= talkFrom.TotalSeconds * sampleRateHz)
                    Add(talk, file, samples);
                else
                    words.Add(new LabelledClip(Path.GetFileName(label), samples));
                if (isOther && samples.Length < talkFrom.TotalSeconds * sampleRateHz)
                    Add(others, file, samples);
            }

        return new ValidationSpeech(
            words, talk.Count > 0 ? talk : Joined(others, sampleRateHz), IsOfWords: talk.Count == 0);
    }

    private static SortedDictionary<string, List<float[]>> Voices() => new(StringComparer.Ordinal);

    private static void Add(SortedDictionary<string, List<float[]>> voices, string file, float[] samples)
    {
        var voice = VoiceOf(Path.GetFileNameWithoutExtension(file));
        if (!voices.TryGetValue(voice, out var of))
            voices[voice] = of = [];
        of.Add(samples);
    }

    // A window lasts a second: words one after the other, as in a stream.
    private static SortedDictionary<string, List<float[]>> Joined(
        SortedDictionary<string, List<float[]>> others, int sampleRateHz)
    {
        var joined = Voices();
        foreach (var (voice, clips) in others)
            joined[voice] =
                [[.. new float[sampleRateHz], .. clips.SelectMany(clip => clip), .. new float[sampleRateHz]]];
        return joined;
    }

    private static string VoiceOf(string name)
    {
        var end = name.IndexOf(Pause, StringComparison.Ordinal);
        return name[..(end >= 0 ? end : Math.Max(0, name.IndexOf('_', StringComparison.Ordinal)))];
    }
}
