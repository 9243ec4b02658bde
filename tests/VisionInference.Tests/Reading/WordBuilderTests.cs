using Kws.VisionInference.Reading;

namespace Kws.VisionInference.Tests.Reading;

public sealed class WordBuilderTests
{
    [Fact]
    public void End_OfAWord_GivesItsLettersOnce()
    {
        var builder = new WordBuilder();
        Assert.Null(builder.End());
        builder.Add(Letter("H"));
        builder.Add(Letter("I"));
        Assert.Equal("HI", builder.End()!.Spelled);
        Assert.True(builder.IsEmpty);
        Assert.Null(builder.End());
    }

    [Fact]
    public void Add_WithoutEnd_EndsAtTheLongestWord()
    {
        var builder = new WordBuilder();
        ReadWord?[] words = [.. Enumerable.Range(0, 130).Select(_ => builder.Add(Letter("A")))];
        Assert.Equal([63, 127], Enumerable.Range(0, 130).Where(i => words[i] is not null));
    }

    private static CommittedLetter Letter(string letter) => new(letter, 1, TimeSpan.Zero, TimeSpan.Zero, []);
}
