using Kws.Cli.CommandLine;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class KeywordChoicesTests
{
    [Fact]
    public void Keywords_WithAndWithoutThreshold_AreRead()
    {
        var choices = KeywordChoices.Parse("yes, no=0.8,");

        Assert.Equal(["yes", "no"], choices.Select(choice => choice.Label));
        Assert.False(choices[0].HasThreshold);
        Assert.Equal(0.8f, choices[1].Threshold);
    }

    [Fact]
    public void Keywords_Absent_MeanAllOfTheModel() => Assert.Empty(KeywordChoices.Parse(null));

    [Theory]
    [InlineData("yes=0")]
    [InlineData("yes=1.1")]
    [InlineData("yes=NaN")]
    [InlineData("yes=")]
    [InlineData("yes=0,8")]
    public void Keywords_BadThreshold_IsNamedWithItsLimit(string text)
    {
        var refused = Assert.Throws<BadInputException>(() => KeywordChoices.Parse(text));

        Assert.Contains("--keywords", refused.Message, StringComparison.Ordinal);
        Assert.Contains("at most 1", refused.Message, StringComparison.Ordinal);
    }
}
