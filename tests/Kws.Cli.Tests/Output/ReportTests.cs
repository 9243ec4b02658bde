using System.Text.Json;
using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class ReportTests
{
    private readonly StringWriter _out = new();

    [Fact]
    public void WriteTo_ForPeople_WritesTablesAndLinesInTheirOrderAndNoJson()
    {
        var report = Report.OfLine(new { Total = 1 }).Add("before").Add(
            new ResultTable("name", ">count").Row("yes", 3)).Add("after");

        var written = Write(report, asJson: false);

        Assert.Matches(@"(?s)^before\n.*name.*count.*yes.*3.*after\n$", written);
        Assert.DoesNotContain("total", written, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteTo_ForProgramsOneLine_WritesSnakeCaseWithoutNulls() =>
        Assert.Equal("{\"first_word\":\"yes\",\"rate\":0.5}\n", Write(
            Report.OfLine(new { FirstWord = "yes", Missing = (string?)null, Rate = 0.5 }).Add("text"), asJson: true));

    [Fact]
    public void WriteTo_ForProgramsManyLines_WritesAValueALine() =>
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", Write(Report.OfLines([new { A = 1 }, new { A = 2 }]), asJson: true));

    [Fact]
    public void WriteTo_ForProgramsADocument_WritesOneIndentedValue()
    {
        var written = Write(Report.OfDocument(new { List = new[] { 1, 2 } }), asJson: true);

        Assert.Contains("\n  \"list\": [", written, StringComparison.Ordinal);
        Assert.Equal(2, JsonElement.Parse(written).GetProperty("list").GetArrayLength());
    }

    [Fact]
    public void WriteTo_NumbersThatAreNone_AreNamedAndLettersStayReadable() =>
        Assert.Equal("{\"rate\":\"NaN\",\"word\":\"größe <yes>\"}\n",
            Write(Report.OfLine(new { Rate = double.NaN, Word = "größe <yes>" }), asJson: true));

    private string Write(Report report, bool asJson)
    {
        var context = KwsRun.Context(_out);
        report.WriteTo(context, asJson);
        return _out.ToString();
    }
}
