using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class ScorecardTests
{
    private static readonly Scorecard<Event, Event> Card = new(
        (shown, answer) => Math.Abs(shown.At - answer.At) < 0.5, (shown, answer) => shown.Name == answer.Name, shown =>
            shown.At, answer => answer.At);

    [Fact]
    public void Match_RightWrongMissedAndUnasked_AreToldApartInOrderOfTime()
    {
        var scored = Card.Match(
            [new("yes", 1), new("no", 3), new("up", 5)], [new("go", 7), new("yes", 1.1), new("go", 3)]);

        Assert.Equal(["yes>yes", "no>go", "up>", ">go"], scored.Select(Text));
        Assert.Equal([true, false, false, false], scored.Select(one => one.IsRight));
        Assert.Equal(["right", "wrong word", "missed", "false alarm"],
            scored.Select(one => one.Verdict("word", "false alarm")));
    }

    [Fact]
    public void Match_TwoAnswersToOne_TakesTheRightOneAndLeavesTheOther()
    {
        var scored = Card.Match([new("yes", 1)], [new("no", 1), new("yes", 1.2)]);

        Assert.Equal(["yes>yes", ">no"], scored.OrderByDescending(one => one.IsRight).Select(Text));
    }

    [Fact]
    public void Match_AnAnswerTwiceAsked_CountsOnce()
    {
        var scored = Card.Match([new("yes", 1), new("yes", 1.3)], [new("yes", 1.1)]);

        Assert.Equal(["yes>yes", "yes>"], scored.Select(Text));
    }

    [Fact]
    public void Match_AnswerElsewhere_DoesNotCount() =>
        Assert.Equal(["yes>", ">yes"], Card.Match([new("yes", 1)], [new("yes", 2)]).Select(Text));

    [Fact]
    public void Match_OfNothing_IsNothing() => Assert.Empty(Card.Match([], []));

    private static string Text(Scored<Event, Event> one) => $"{one.Shown?.Name}>{one.Answer?.Name}";

    internal sealed record Event(string Name, double At);
}
