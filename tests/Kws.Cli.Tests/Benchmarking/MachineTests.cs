using Kws.Cli.Benchmarking;
using Kws.Cli.CommandLine;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class MachineTests
{
    [Fact]
    public void This_Machine_HasANameAndItsProcessors()
    {
        Assert.Equal(Environment.ProcessorCount, Machine.This.Cores);
        Assert.All([Machine.This.Processor, Machine.This.System, Machine.This.Runtime], name =>
            Assert.False(string.IsNullOrWhiteSpace(name)));
        Assert.Contains($", {Environment.ProcessorCount} cores; ", Machine.This.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CpuMeter_OfThisProcess_DividesItsWorkByTheTimeGone()
    {
        var time = new FakeTimeProvider();
        using var meter = new CpuMeter([], time);
        var before = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - before < TimeSpan.FromMilliseconds(50))
        {
            // Keeps a core busy.
        }
        time.Advance(TimeSpan.FromMilliseconds(20));

        var share = Assert.Single(meter.Read());

        Assert.Equal(("kws bench", Environment.ProcessId), (share.Process, share.Id));
        Assert.True(share.Cores > 2, $"50 ms of work in 20 ms are 2.5 cores, not {share.Cores}");
    }

    [Fact]
    public void CpuMeter_OfAServer_NamesItBesideThisProcess()
    {
        using var meter = new CpuMeter([Environment.ProcessId], new FakeTimeProvider());

        Assert.Equal(2, meter.Read().Count);
    }

    [Fact]
    public void CpuMeter_OfNoProcess_IsBadInput()
    {
        var refused = Assert.Throws<BadInputException>(() => new CpuMeter([int.MaxValue], new FakeTimeProvider()));

        Assert.Equal($"--server-pids: '{int.MaxValue}' is not allowed; it must be the id of a running process",
            refused.Message);
    }
}
