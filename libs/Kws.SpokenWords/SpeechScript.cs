namespace Kws.SpokenWords;

/// <summary>Something that a voice shall say, and the file that it becomes.</summary>
/// <param name="File">Below the data set's folder: <c>train/lights-on/tts.en-us.f3_nohash_0.wav</c>.</param>
/// <param name="IsWord">Whether it is one of the words; else it is none.</param>
public sealed record Utterance(string File, string Text, string Voice, int RateWpm, int Pitch, bool IsWord);

/// <summary>All that is spoken for a data set: the words, what sounds like them, and talk. The same input gives the
/// same script.</summary>
/// <param name="words">New words.</param>
/// <param name="cast">Who speaks.</param>
/// <param name="vocabulary">Other words.</param>
/// <param name="sentences">Everyday talk.</param>
public sealed class SpeechScript(
    IReadOnlyList<SpokenWord> words, VoiceCast cast, IReadOnlyList<string> vocabulary, IReadOnlyList<string> sentences)
{
    private const int Seed = 33;
    private const int TrainingTakes = 6;
    private const int ValidationTakes = 8;
    private const int AlikeTakes = 4;
    private const int WordsAPiece = 34;
    private const double SecondsAPiece = 11;
    private const string Unknown = "unknown";

    private readonly Random _random = new(Seed);
    private readonly Dictionary<string, int> _takes = [];

    /// <param name="withWords">False: what is not the words alone, beside recordings of them.</param>
    /// <param name="splits">Whether files go below <c>train</c> and <c>validation</c>; else the server splits them by
    /// voice.</param>
    /// <param name="talk">Talk for validation; without splits, of all voices.</param>
    public IReadOnlyList<Utterance> Write(bool withWords, bool splits, TimeSpan talk)
    {
        string[] alike = [.. words.SelectMany(word => AlikeWords.Of(word.Text, vocabulary))
            .Except(words.Select(word => word.Text.ToLowerInvariant()))];
        var pieces = (int)Math.Ceiling(talk.TotalSeconds / SecondsAPiece);
        List<Utterance> script =
        [
            .. Part(splits ? "train/" : "", cast.Training, withWords ? TrainingTakes : 0, alike,
                splits ? cast.Training.Count : Share(pieces, cast.Training)),
            .. Part(splits ? "validation/" : "", cast.Validation, withWords ? ValidationTakes : 0, alike,
                splits ? pieces : Share(pieces, cast.Validation)),
        ];
        return script;
    }

    private int Share(int pieces, IReadOnlyList<string> voices) =>
        pieces * voices.Count / Math.Max(1, cast.Training.Count + cast.Validation.Count);

    private IEnumerable<Utterance> Part(
        string split, IReadOnlyList<string> voices, int takes, string[] alike, int pieces)
    {
        foreach (var voice in voices)
        {
            foreach (var word in words)
                for (var take = 0; take < takes; take++)
                    yield return Say(split, word.Label, word.Text, voice, isWord: true);
            for (var take = 0; take < AlikeTakes * words.Count && alike.Length > 0; take++)
                yield return Say(split, Unknown, alike[_random.Next(alike.Length)], voice, isWord: false);
        }

        for (var piece = 0; piece < pieces; piece++)
            yield return Say(split, Unknown, Talk(), voices[piece % voices.Count], isWord: false);
    }

    private Utterance Say(string split, string label, string text, string voice, bool isWord)
    {
        var key = $"{split}{label}/{voice}";
        var take = _takes[key] = _takes.GetValueOrDefault(key, -1) + 1;
        var file = $"{split}{label}/tts.{voice.Replace('+', '.')}_nohash_{take}.wav";
        return new Utterance(file, text, voice, _random.Next(130, 216), _random.Next(20, 81), isWord);
    }

    // Three quarters sentences, the rest strings of words; the new words in neither.
    private string Talk()
    {
        if (_random.Next(4) == 0)
            return string.Join(' ', Enumerable.Range(0, WordsAPiece - 8).Select(_ => OtherWord()));
        var said = new List<string>();
        for (var count = 0; count < WordsAPiece;)
        {
            var sentence = sentences[_random.Next(sentences.Count)];
            if (words.Any(word => sentence.Contains(word.Text, StringComparison.OrdinalIgnoreCase)))
                sentence = OtherWord();
            said.Add(sentence);
            count += sentence.Count(c => c == ' ') + 1;
        }

        return string.Join(' ', said);
    }

    private string OtherWord()
    {
        while (true)
        {
            var word = vocabulary[_random.Next(vocabulary.Count)];
            if (!words.Any(own => own.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
                || word.Contains(own.Text, StringComparison.OrdinalIgnoreCase)))
                return word;
        }
    }
}
