using Kws.SpokenWords;

namespace Kws.Cli.Tests.Packages;

public sealed class SpokenTextTests
{
    private const string Keyword = @"(?i)\b(yes|no|up|down|left|right|on|off|stop|go)\b";

    [Fact]
    public void Sentences_SayNoKeyword()
    {
        Assert.True(SpokenText.Sentences.Count > 50);
        Assert.All(SpokenText.Sentences, sentence => Assert.DoesNotMatch(Keyword, sentence));
    }

    [Fact]
    public void Words_AreManyAndNoKeyword()
    {
        Assert.True(SpokenText.Words.Count > 500);
        Assert.All(SpokenText.Words, word => Assert.DoesNotMatch(Keyword, word));
    }
}
