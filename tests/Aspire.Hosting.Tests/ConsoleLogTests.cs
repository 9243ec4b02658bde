using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Tests;

public sealed class ConsoleLogTests
{
    [Fact]
    public void Add_MoreLinesThanKept_DropsTheOldest()
    {
        var log = new ConsoleLog(TimeProvider.System);
        for (int i = 1; i <= ConsoleLog.KeptLines + 10; i++)
            log.Add($"line {i}", isError: false);
        Assert.Equal(ConsoleLog.KeptLines, log.Lines().Count);
        Assert.Equal(11, log.Lines()[0].Number);
    }

    [Fact]
    public async Task Copy_LineWithoutEnd_KeepsOnlyItsBeginning()
    {
        var lines = new List<string>();
        await ConsoleReader.CopyAsync(new StringReader(new string('x', 1_000_000) + "\r\nnext"), lines.Add).WithTimeout();
        Assert.Equal(2, lines.Count);
        Assert.InRange(lines[0].Length, ConsoleLog.LongestLine, ConsoleLog.LongestLine + 1);
        Assert.Equal("next", lines[1]);
    }

    [Fact]
    public void Backoff_FailuresInARow_DoublesUpToHalfAMinuteAndForgetsAfterALongRun()
    {
        var backoff = new Backoff();
        TimeSpan[] pauses = [.. Enumerable.Range(0, 8).Select(_ => backoff.After(TimeSpan.FromSeconds(1)))];
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal(0.5, backoff.After(TimeSpan.FromMinutes(2)).TotalSeconds);
    }
}
