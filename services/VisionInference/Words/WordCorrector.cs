using Kws.VisionInference.Reading;

namespace Kws.VisionInference.Words;

/// <summary>
/// Proposes what a misread word was meant to be: the noisy-channel model (Kernighan, Church, Gale 1990, "A spelling
/// correction program based on a noisy channel model"). A word's cost is minus the logarithm of its own
/// probability plus the cost of its letters having been read as they were; the spelling itself competes as a
/// word that no list has.
/// </summary>
internal sealed class WordCorrector(Vocabulary vocabulary, LetterConfusions confusions)
{
    // Minus logarithms of probabilities. One word in ten (2.3) is a name or in no list, and then each of its letters
    // is one of about seven likely ones (2.0). A letter too many or one missed is 1 in 150; the second of a pair,
    // which is held without a gap, is 1 in 5.
    private const double UnknownWordCost = 2.3;
    private const double UnknownLetterCost = 2;
    private const double ExtraLetterCost = 5;
    private const double MissedLetterCost = 5;
    private const double MissedDoubleCost = 1.6;
    private const double EvidenceShare = 0.5;

    // A word of more letters is not searched for, nor one whose length differs by more.
    private const int LongestWord = 24;
    private const int MaxLengthDifference = 2;

    /// <summary>The likeliest word in capitals; the spelling itself when nothing better is known.</summary>
    /// <param name="word">What was read.</param>
    /// <param name="labels">Of the letters' evidence.</param>
    public string Propose(ReadWord word, IReadOnlyList<string> labels)
    {
        var spelled = word.Spelled;
        // A label may be of several letters, such as SCH: no list says how such are misread.
        if (spelled.Length is < 2 or > LongestWord || vocabulary.Contains(spelled)
            || spelled.Length != word.Letters.Count || !spelled.All(char.IsAsciiLetterUpper))
            return spelled;
        var costs = ReadCosts(word.Letters, labels);
        var best = spelled;
        var bestCost = UnknownWordCost + spelled.Length * UnknownLetterCost + AsSpelledCost(spelled, costs);
        foreach ((var candidate, var cost) in vocabulary.Words)
        {
            if (Math.Abs(candidate.Length - spelled.Length) > MaxLengthDifference || cost >= bestCost)
                continue;
            var total = cost + EditCost(candidate, spelled.Length, costs, bestCost - cost);
            if (total < bestCost)
                (best, bestCost) = (candidate, total);
        }
        return best;
    }

    private static double AsSpelledCost(string spelled, double[,] costs)
    {
        double sum = 0;
        for (var i = 0; i < spelled.Length; i++)
            sum += costs[i, spelled[i] - 'A'];
        return sum;
    }

    /// <summary>[letters read, A .. Z]: the cost of each letter having been shown at each place.</summary>
    private double[,] ReadCosts(IReadOnlyList<CommittedLetter> letters, IReadOnlyList<string> labels)
    {
        var costs = new double[letters.Count, 26];
        for (var i = 0; i < letters.Count; i++)
        {
            var answer = letters[i].Letter[0];
            for (var truth = 'A'; truth <= 'Z'; truth++)
                costs[i, truth - 'A'] = (1 - EvidenceShare) * confusions.Share(truth, answer);
            // What this very picture looked like says more than the average of all.
            for (var label = 0; label < labels.Count; label++)
                if (labels[label] is [>= 'A' and <= 'Z'] letter)
                    costs[i, letter[0] - 'A'] += EvidenceShare * letters[i].Evidence[label];
        }
        for (var i = 0; i < letters.Count; i++)
            for (var letter = 0; letter < 26; letter++)
                costs[i, letter] = -Math.Log(costs[i, letter]);
        return costs;
    }

    /// <summary>The cheapest way to read <paramref name="word"/> as what was read; gives up beyond a limit.</summary>
    private static double EditCost(string word, int readLength, double[,] costs, double limit)
    {
        Span<double> previous = stackalloc double[readLength + 1];
        Span<double> current = stackalloc double[readLength + 1];
        for (var read = 0; read <= readLength; read++)
            previous[read] = read * ExtraLetterCost;
        for (var shown = 1; shown <= word.Length; shown++)
        {
            var letter = word[shown - 1];
            var missed = shown > 1 && word[shown - 2] == letter ? MissedDoubleCost : MissedLetterCost;
            current[0] = previous[0] + missed;
            var cheapest = current[0];
            for (var read = 1; read <= readLength; read++)
            {
                var asRead = previous[read - 1] + costs[read - 1, letter - 'A'];
                current[read] =
                    Math.Min(asRead, Math.Min(previous[read] + missed, current[read - 1] + ExtraLetterCost));
                cheapest = Math.Min(cheapest, current[read]);
            }
            if (cheapest >= limit)
                return double.PositiveInfinity;
            var swap = previous;
            previous = current;
            current = swap;
        }
        return previous[readLength];
    }
}
