using System.Text.Json;
using Kws.Cli.Benchmarking;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class LoadReportTests
{
    private static readonly LoadResult Bare = new("bare loop", 2, 2, new DelaySummary(400, 1, 2, 3, 4.25));
    private static readonly LoadResult Served = new("Classify", 16, 2, new DelaySummary(300, 5, 6, 7, 8));
    private static readonly CpuShare[] Cpu = [new("kws bench", 7, 0.25), new("dotnet", 8, 1.5)];

    [Fact]
    public void Table_WithABareLoop_ShowsEachRateAsAShareOfIt()
    {
        var written = Write(new LoadReport("clips", [Bare, Served], Cpu), asJson: false);

        Assert.Matches(@"call +│ at once │ clips/s │ of the bare loop │", written);
        Assert.Matches(@"bare loop │ +2 │ +200\.0 │ +100 % │ +1\.0 │ +2\.0 │ +3\.0 │ +4\.[23] │", written);
        Assert.Matches(@"Classify +│ +16 │ +150\.0 │ +75 % │", written);
        Assert.Contains("cores used by dotnet (8) while the server was measured: 1.5\n", written,
            StringComparison.Ordinal);
        Assert.EndsWith($"machine: {Machine.This}\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithoutABareLoop_HasNoShares() =>
        Assert.Matches(@"Classify │ +16 │ +150\.0 │ +│",
            Write(new LoadReport("pictures", [Served], Cpu), asJson: false));

    [Theory]
    [InlineData("clips", "clips_per_second")]
    [InlineData("pictures", "pictures_per_second")]
    public void Json_OfEachUnit_NamesTheRateByIt(string unit, string name)
    {
        var json = JsonElement.Parse(Write(new LoadReport(unit, [Served], Cpu), asJson: true));

        Assert.Equal(["results", "cpu", "machine"], Names(json));
        var result = json.GetProperty("results")[0];
        Assert.Equal(["call", "concurrency", "seconds", name, "delay"], Names(result));
        Assert.Equal(150, result.GetProperty(name).GetDouble());
        Assert.Equal(["count", "p50_ms", "p95_ms", "p99_ms", "max_ms"], Names(result.GetProperty("delay")));
        Assert.Equal(["process", "id", "cores"], Names(json.GetProperty("cpu")[0]));
        Assert.Equal(["processor", "cores", "system", "runtime"], Names(json.GetProperty("machine")));
    }

    [Theory]
    [InlineData(1, "warming up for 1 s, then measuring for 10 s\n")]
    [InlineData(2, "warming up for 1 s, then measuring for 2 x 10 s\n")]
    public void Announce_Ways_AreSaidOnStandardError(int ways, string expected)
    {
        using var error = new StringWriter();

        LoadReport.Announce(Context(TextWriter.Null, error), TimeSpan.FromSeconds(10), ways);

        Assert.Equal(expected, error.ToString());
    }

    private static string[] Names(JsonElement value) => [.. value.EnumerateObject().Select(property => property.Name)];

    private static string Write(LoadReport report, bool asJson)
    {
        using var written = new StringWriter();
        report.ToReport().WriteTo(Context(written, TextWriter.Null), asJson);
        return written.ToString();
    }

    private static CliContext Context(TextWriter written, TextWriter error) =>
        KwsRun.Context(written, error);
}
