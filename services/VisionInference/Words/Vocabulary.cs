using System.Collections.Frozen;

namespace Kws.VisionInference.Words;

/// <summary>Common words with how likely each is, by Zipf's law: the n-th word's share falls with 1 / n.</summary>
internal sealed class Vocabulary
{
    private readonly FrozenDictionary<string, double> _costs;

    /// <param name="words">The most frequent first; letters A .. Z.</param>
    public Vocabulary(IEnumerable<string> words)
    {
        string[] ranked =
            [.. words.Select(word => word.Trim().ToUpperInvariant()).Where(word => word.Length > 0).Distinct()];
        var sum = Enumerable.Range(1, ranked.Length).Sum(rank => 1.0 / (rank + RankOffset));
        _costs = ranked.Select((word, index) => (word, Cost: -Math.Log(1.0 / (index + 1 + RankOffset) / sum)))
            .ToFrozenDictionary(entry => entry.word, entry => entry.Cost);
    }

    // Zipf and Mandelbrot: without it the first few words would win over every misread one.
    private const double RankOffset = 10;

    /// <summary>The list that is built in.</summary>
    public static Vocabulary Common { get; } = LoadCommon();

    public int Count => _costs.Count;

    /// <summary>Each word, in capitals, with minus the logarithm of its probability.</summary>
    public IEnumerable<KeyValuePair<string, double>> Words => _costs;

    /// <summary>Whether a word, in capitals, is in the list.</summary>
    public bool Contains(string word) => _costs.ContainsKey(word);

    private static Vocabulary LoadCommon()
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("common-words.txt")
            ?? throw new InvalidOperationException("the list of common words is not in the program");
        using var reader = new StreamReader(stream);
        return new Vocabulary(reader.ReadToEnd().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }
}
