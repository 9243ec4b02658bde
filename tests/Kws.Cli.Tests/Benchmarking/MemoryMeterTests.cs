using Kws.Cli.Benchmarking;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class MemoryMeterTests
{
    [Fact]
    public void Summary_OfAProcessThatGrows_TellsItsFirstAndLastTenth()
    {
        long[] bytes = [.. Enumerable.Range(0, 40).Select(look => 10_000_000L + look * 1_000_000), 12_000_000];

        var use = MemoryMeter.Summary("dotnet", 7, bytes);

        Assert.Equal(11.5, use.BeginMb);
        Assert.Equal(49, use.MostMb);
        // 47, 48 and 49, and what was seen last.
        Assert.Equal((47 + 48 + 49 + 12) / 4.0, use.EndMb);
    }

    [Fact]
    public void Summary_OfOneLook_IsThatLook() =>
        Assert.Equal(new MemoryUse("dotnet", 7, 3, 3, 3), MemoryMeter.Summary("dotnet", 7, [3_000_000]));

    [Fact]
    public async Task Read_AfterThisProcessTookMemory_TellsMore()
    {
        await using var meter = new MemoryMeter([Environment.ProcessId], TimeProvider.System);
        var taken = new byte[64 << 20];
        Array.Fill(taken, (byte)1);

        var use = Assert.Single(meter.Read());

        Assert.Equal(Environment.ProcessId, use.Id);
        Assert.True(use.MostMb >= 64, $"{use}");
        GC.KeepAlive(taken);
    }
}
