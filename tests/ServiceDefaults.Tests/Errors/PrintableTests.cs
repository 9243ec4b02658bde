using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Tests.Errors;

public class PrintableTests
{
    [Theory]
    [InlineData("plain text, żółć 你好 \U0001F600", "plain text, żółć 你好 \U0001F600")]
    [InlineData("", "")]
    [InlineData("\u001b[31mred\r\nINFO: forged", "\\u001B[31mred\\u000D\\u000AINFO: forged")]
    [InlineData("\u202Eevil\u200B\u2028\u0085", "\\u202Eevil\\u200B\\u2028\\u0085")]
    [InlineData("\uE000\U000E0001", "\\uE000\\uE0001")]
    public void Text_WhatMovesTheCursorOrHides_IsWrittenOut(string text, string shown) =>
        Assert.Equal(shown, Printable.Text(text));

    [Fact]
    public void Text_LongerThanTheLimit_IsCutBetweenCharacters()
    {
        Assert.Equal(new string('a', 64), Printable.Text(new string('a', 64)));
        Assert.Equal(new string('a', 64) + "...", Printable.Text(new string('a', 65)));
        Assert.Equal("a\U0001F600\U0001F600...", Printable.Text("a\U0001F600\U0001F600\U0001F600", 5));
        Assert.InRange(Printable.Text(new string('\u001b', 1_000_000)).Length, 64, 80);
    }

    [Fact]
    public void InvalidRequest_ValueWithEscapeSequences_ShowsNoneOfThem()
    {
        var message = new InvalidRequestException("voice", "\u001b[2J\nfatal: x", "a voice").Message;
        Assert.Equal("voice: '\\u001B[2J\\u000Afatal: x' is not allowed; allowed: a voice", message);
        Assert.DoesNotContain(new NotFoundException("model", "a\nb").Message, char.IsControl);
        Assert.DoesNotContain(new AlreadyExistsException("model", "a\nb").Message, char.IsControl);
    }
}
