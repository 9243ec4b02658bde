using System.Diagnostics;
using Kws.Cli.Benchmarking;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class ThreadMeterTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("7 (dotnet) S 1 2 3 4 5 6 7 8 9 10 110 12 0 0 20", "dotnet", 110, 12)]
    [InlineData("8 (a (b) c) R 1 2 3 4 5 6 7 8 9 10 0 3", "a (b) c", 0, 3)]
    [InlineData("9 () R 1 2 3 4 5 6 7 8 9 10 1 2", "", 1, 2)]
    public void Parse_StatOfAThread_IsNameAndTimes(string stat, string name, long user, long kernel) =>
        Assert.Equal((name, user, kernel), ThreadMeter.Parse(stat));

    [Theory]
    [InlineData("")]
    [InlineData("7 dotnet S 1 2 3 4 5 6 7 8 9 10 110 12")]
    [InlineData("7 )dotnet( S 1 2 3 4 5 6 7 8 9 10 110 12")]
    [InlineData("7 (dotnet) S 1 2 3 4 5 6 7 8 9 10 110")]
    [InlineData("7 (dotnet) S 1 2 3 4 5 6 7 8 9 10 x 12")]
    [InlineData("7 (dotnet) S 1 2 3 4 5 6 7 8 9 10 -1 12")]
    public void Parse_OtherText_IsNothing(string stat) => Assert.Null(ThreadMeter.Parse(stat));

    [SkippableFact]
    public async Task Read_OneThreadWorks_IsFirstUnderItsName()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "threads are read from /proc");
        using var ended = new CancellationTokenSource();
        var worker = new Thread(() => SpinWait.SpinUntil(() => ended.IsCancellationRequested)) { Name = "busy bee" };
        worker.Start();
        try
        {
            var meter = new ThreadMeter(Environment.ProcessId, TimeProvider.System);
            var begin = Stopwatch.GetTimestamp();
            ThreadShare? bee;
            // On a machine with much to do a thread may wait for its turn.
            while ((bee = meter.Read().FirstOrDefault(share => share.Thread == "busy bee")) is null)
            {
                Assert.True(Stopwatch.GetElapsedTime(begin) < s_patience, "a thread that works was not seen to");
                await Task.Delay(20);
            }

            Assert.InRange(bee.Cores, double.Epsilon, 1.1);
            Assert.InRange(bee.KernelCores, 0, bee.Cores);
        }
        finally
        {
            await ended.CancelAsync();
            worker.Join();
        }
    }

    [Fact]
    public void Create_NoSuchProcess_IsBadInput()
    {
        var refusal = Assert.Throws<BadInputException>(() => new ThreadMeter(int.MaxValue, TimeProvider.System));

        Assert.Contains("--cost", refusal.Message, StringComparison.Ordinal);
    }
}
