namespace Kws.Cli.Output;

/// <summary>What a demonstration showed beside what was made of it.</summary>
/// <param name="Shown">Null for an answer where nothing was shown.</param>
/// <param name="Answer">Null for what was missed.</param>
internal sealed record Scored<TShown, TAnswer>(TShown? Shown, TAnswer? Answer, bool IsRight)
    where TShown : class
    where TAnswer : class
{
    /// <param name="unit">What was shown: "word".</param>
    /// <param name="unasked">An answer where nothing was shown.</param>
    public string Verdict(string unit, string unasked) => (Shown, Answer) switch
    {
        (null, _) => unasked,
        (_, null) => "missed",
        _ => IsRight ? "right" : $"wrong {unit}",
    };
}

/// <summary>Pairs what was shown with answers by time. Times are in any one unit.</summary>
/// <param name="belongs">Whether an answer lies where something was shown.</param>
/// <param name="isRight">Whether it says the same.</param>
internal sealed class Scorecard<TShown, TAnswer>(
    Func<TShown, TAnswer, bool> belongs, Func<TShown, TAnswer, bool> isRight, Func<TShown, double> shownAt,
    Func<TAnswer, double> answeredAt)
    where TShown : class
    where TAnswer : class
{
    /// <returns>All of both, in the order of time.</returns>
    public IReadOnlyList<Scored<TShown, TAnswer>> Match(IEnumerable<TShown> shown, IEnumerable<TAnswer> answers)
    {
        List<TAnswer> left = [.. answers.OrderBy(answeredAt)];
        List<Scored<TShown, TAnswer>> scored = [];
        foreach (var one in shown)
        {
            // The right answer wins, should two lie on one place: the other was not asked for.
            var match = left.Where(answer => belongs(one, answer))
                .OrderByDescending(answer => isRight(one, answer))
                .FirstOrDefault();
            if (match is not null)
                left.Remove(match);
            scored.Add(new Scored<TShown, TAnswer>(one, match, match is not null && isRight(one, match)));
        }
        scored.AddRange(left.Select(answer => new Scored<TShown, TAnswer>(null, answer, IsRight: false)));
        return [.. scored.OrderBy(pair => pair.Shown is { } one ? shownAt(one) : answeredAt(pair.Answer!))];
    }
}
