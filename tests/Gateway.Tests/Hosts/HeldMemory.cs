using System.Diagnostics;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>Memory that hostile peers make a gateway of this process hold.</summary>
internal static class HeldMemory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Fails when more stays after some work, for four minutes, than before it.</summary>
    /// <param name="mostBytes">How much may stay; other tests of this process come and go meanwhile.</param>
    /// <param name="work">The work.</param>
    public static async Task StaysBelowAsync(long mostBytes, Func<Task> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await work();
        var begun = Stopwatch.GetTimestamp();
        long held;
        // A full collection takes the processor from other tests: not one after the other.
        while ((held = GC.GetTotalMemory(forceFullCollection: true) - before) >= mostBytes
            && Stopwatch.GetElapsedTime(begun) < s_patience)
        {
            await Task.Delay(s_pause);
        }
        Assert.True(held < mostBytes, $"{held} bytes are held; at most {mostBytes} may be");
    }
}
