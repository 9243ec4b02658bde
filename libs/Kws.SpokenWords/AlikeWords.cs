namespace Kws.SpokenWords;

/// <summary>What sounds nearly like a word and is not it: its parts, and itself with another beginning or
/// end.</summary>
public static class AlikeWords
{
    private const int NearestWords = 8;

    private static readonly string[] s_beginnings =
        ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "pl", "tr"];
    private static readonly string[] s_ends = ["et", "ed", "es", "eck", "em", "ep", "el"];
    // Beginnings that are spoken alike.
    private static readonly string[][] s_alike =
        [["c", "k", "q", "ck", "qu"], ["s", "c", "z", "sc"], ["f", "ph", "v"], ["r", "wr"], ["n", "kn", "gn"],
            ["w", "wh"], ["h", "wh"], ["g", "j"]];

    /// <summary>Texts, no two alike, in an order that is always the same.</summary>
    /// <param name="text">One word or a few.</param>
    /// <param name="vocabulary">Words of which the nearest by spelling are among the answer.</param>
    public static IReadOnlyList<string> Of(string text, IReadOnlyList<string> vocabulary)
    {
        var words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var alike = words.SelectMany((word, at) =>
            Changed(word).Select(other => string.Join(' ', [.. words[..at], other, .. words[(at + 1)..]])));
        if (words.Length > 1)
            alike = words.Append(string.Join(' ', words.Reverse())).Append($"the {words[0]}")
                .Concat(words[..^1].Select(word => $"{word} of")).Concat(alike);
        var nearest = vocabulary.Where(word => !words.Contains(word))
            .OrderBy(word => words.Min(own => Distance(own, word))).ThenBy(word => word, StringComparer.Ordinal)
            .Take(NearestWords);
        return [.. alike.Concat(words.SelectMany(Parts)).Concat(nearest)
            .Where(other => other.Length > 1 && other != string.Join(' ', words)).Distinct()];
    }

    private static IEnumerable<string> Changed(string word)
    {
        var vowel = word.IndexOfAny(['a', 'e', 'i', 'o', 'u', 'y']);
        if (vowel < 0)
            yield break;
        var beginning = word[..vowel];
        foreach (var other in s_beginnings)
            if (other != beginning && !s_alike.Any(group => group.Contains(other) && group.Contains(beginning)))
                yield return other + word[vowel..];
        var kept = word[..Math.Max(vowel, word.Length - 2)];
        foreach (var end in s_ends)
            if (!word.EndsWith(end[1..], StringComparison.Ordinal))
                yield return kept + end;
    }

    private static IEnumerable<string> Parts(string word) => word.Length < 4
        ? []
        : [word[..((word.Length + 1) / 2)], word[(word.Length / 2)..]];

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, first) = (row[0], i);
            row[0] = first;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1,
                    diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
