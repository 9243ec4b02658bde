using Kws.Audio.V1;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class ScorecardTests
{
    private const int Rate = 16000;

    [Fact]
    public void Match_RightWrongMissedAndFalse_AreToldApartInOrderOfTime()
    {
        SpokenWord[] spoken = [Said("yes", 1), Said("no", 3), Said("up", 5)];
        Keyword[] heard = [Heard("go", 7), Heard("yes", 1.1), Heard("go", 3)];

        IReadOnlyList<ScoredWord> scored = Scorecard.Match(spoken, heard, Rate);

        Assert.Equal(["yes>yes", "no>go", "up>", ">go"], scored.Select(word => $"{word.Spoken?.Word}>{word.Heard?.Label}"));
        Assert.Equal([true, false, false, false], scored.Select(word => word.IsRight));
    }

    [Fact]
    public void Match_TwoKeywordsOnOneWord_CountsTheSecondAsFalseAlarm()
    {
        IReadOnlyList<ScoredWord> scored = Scorecard.Match([Said("yes", 1)], [Heard("no", 1), Heard("yes", 1.2)], Rate);

        Assert.Equal(["yes>yes", ">no"], scored.OrderByDescending(word => word.IsRight).Select(word => $"{word.Spoken?.Word}>{word.Heard?.Label}"));
    }

    [Fact]
    public void Match_KeywordElsewhere_DoesNotCount()
    {
        IReadOnlyList<ScoredWord> scored = Scorecard.Match([Said("yes", 1)], [Heard("yes", 2)], Rate);

        Assert.DoesNotContain(scored, word => word.IsRight);
        Assert.Equal(2, scored.Count);
    }

    private static SpokenWord Said(string word, double at) => new(word, (long)(at * Rate), (long)((at + 0.4) * Rate));

    private static Keyword Heard(string label, double at) => new() { Label = label, StartSample = (long)(at * Rate), EndSample = (long)((at + 0.4) * Rate) };
}
