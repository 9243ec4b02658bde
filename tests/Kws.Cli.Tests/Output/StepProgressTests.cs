using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class StepProgressTests
{
    [Fact]
    public void Report_WhereOutputIsKept_IsALineATenth()
    {
        var lines = Run(total: 1000, isRedirected: true).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(11, lines.Length);
        Assert.Equal(("reading: 1 of 1000", "reading: 1000 of 1000"), (lines[0], lines[^1]));
    }

    [Fact]
    public void Report_AtATerminal_StaysOnOneLineAndEndsIt()
    {
        var written = Run(total: 20, isRedirected: false);

        Assert.StartsWith("\rreading: 1 of 20\rreading: 2 of 20", written, StringComparison.Ordinal);
        Assert.EndsWith("\rreading: 20 of 20\n", written, StringComparison.Ordinal);
        Assert.Equal(1, written.Count(letter => letter == '\n'));
    }

    [Fact]
    public void Report_OfNothingToDo_DoesNotDivideByZero()
    {
        using var error = new StringWriter();
        new StepProgress(Context(error, isRedirected: true), "reading").Report(0, 0);

        Assert.Equal("reading: 0 of 0\n", error.ToString());
    }

    private static string Run(int total, bool isRedirected)
    {
        using var error = new StringWriter();
        var progress = new StepProgress(Context(error, isRedirected), "reading");
        for (var done = 1; done <= total; done++)
            progress.Report(done, total);
        return error.ToString();
    }

    private static CliContext Context(TextWriter error, bool isRedirected) =>
        KwsRun.Context(error: error) with { ErrorIsRedirected = isRedirected };
}
