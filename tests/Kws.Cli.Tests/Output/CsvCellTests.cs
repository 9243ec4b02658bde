using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a.wav", "a.wav")]
    [InlineData("a-b=c.wav", "a-b=c.wav")]
    [InlineData("a,\"b\".wav", "\"a,\"\"b\"\".wav\"")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("+1.wav", "\"'+1.wav\"")]
    [InlineData("-1.wav", "\"'-1.wav\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    public void Of_Text_IsQuotedWhereNeededAndNeverAFormula(string text, string cell) =>
        Assert.Equal(cell, CsvCell.Of(text));
}
