using Kws.Tts.Engines.Espeak;

namespace Kws.Tts.Tests.Engines;

public class TextPositionsTests
{
    [Theory]
    [InlineData("one two", 5, 3, 4, 3)]
    [InlineData("\U0001F600 two", 3, 3, 3, 3)]
    [InlineData("a \U0001F600\U0001F600 b", 3, 2, 2, 4)]
    [InlineData("short", 4, 100, 3, 2)]
    [InlineData("short", 0, 2, 0, 1)]
    public void ToUtf16_CharacterPosition_PointsAtTheSameCharacters(
        string text,
        int position,
        int length,
        int offset,
        int units) =>
        Assert.Equal((offset, units), new TextPositions(text).ToUtf16(position, length));
}
