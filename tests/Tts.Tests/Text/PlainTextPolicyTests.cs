using Kws.ServiceDefaults.Errors;
using Kws.Tts.Text;

namespace Kws.Tts.Tests.Text;

public class PlainTextPolicyTests
{
    [Theory]
    [InlineData("Hello")]
    [InlineData("tab\tand\r\nlines")]
    [InlineData("żółć 你好 \U0001F600")]
    public void Check_OrdinaryText_IsAccepted(string text) => PlainTextPolicy.Check(text, 100);

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n ", "white space")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u001b[2J", "U+001B")]
    [InlineData("a\u0085b", "U+0085")]
    public void Check_NothingToSpeakOrControlCharacter_NamesIt(string text, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidRequestException>(() => PlainTextPolicy.Check(text, 100)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Check_TextOverTheLimit_CountsBytesNotCharacters()
    {
        PlainTextPolicy.Check(new string('é', 50), 100);
        Assert.Contains("102 bytes", Assert.Throws<InvalidRequestException>(() =>
            PlainTextPolicy.Check(new string('é', 51), 100)).Message, StringComparison.Ordinal);
    }
}
