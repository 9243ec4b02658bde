using Kws.Audio.V1;

namespace Kws.Cli.Keywords;

/// <summary>What was spoken beside what was heard.</summary>
/// <param name="Spoken">Null for a keyword where nothing was said: a false alarm.</param>
/// <param name="Heard">Null for a word that was missed.</param>
internal sealed record ScoredWord(SpokenWord? Spoken, Keyword? Heard)
{
    public bool IsRight => Spoken is not null && Heard is not null && Spoken.Word == Heard.Label;
}

/// <summary>Pairs spoken words with keywords by time.</summary>
internal static class Scorecard
{
    /// <summary>A keyword belongs to a word if it overlaps it, give or take so much.</summary>
    private const double ToleranceSeconds = 0.25;

    /// <returns>All of both, in the order of time.</returns>
    public static IReadOnlyList<ScoredWord> Match(IReadOnlyList<SpokenWord> spoken, IEnumerable<Keyword> heard, int sampleRateHz)
    {
        var left = heard.OrderBy(keyword => keyword.StartSample).ToList();
        var scored = new List<ScoredWord>();
        long tolerance = (long)(ToleranceSeconds * sampleRateHz);
        foreach (SpokenWord word in spoken)
        {
            // The right label wins, should two keywords lie on one word: the other is a false alarm.
            Keyword? match = left
                .Where(keyword => keyword.StartSample < word.EndSample + tolerance && keyword.EndSample > word.StartSample - tolerance)
                .OrderByDescending(keyword => keyword.Label == word.Word)
                .FirstOrDefault();
            if (match is not null)
                left.Remove(match);
            scored.Add(new ScoredWord(word, match));
        }
        scored.AddRange(left.Select(keyword => new ScoredWord(null, keyword)));
        return [.. scored.OrderBy(pair => pair.Spoken?.StartSample ?? pair.Heard!.StartSample)];
    }
}
