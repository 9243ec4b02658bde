using System.Diagnostics;

namespace Kws.TestSupport;

/// <summary>Memory that hostile peers make a service in this process hold.</summary>
public static class HeldMemory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that this process holds now.</summary>
    public static long Now => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Fails when more stays after some work, for four minutes, than before it.</summary>
    /// <param name="mostBytes">How much may stay; other tests of this process come and go meanwhile.</param>
    /// <param name="work">The work.</param>
    public static async Task StaysBelowAsync(long mostBytes, Func<Task> work)
    {
        var before = Now;
        await work();
        await StaysBelowAsync(before, mostBytes);
    }

    /// <summary>Fails when more stays, for four minutes, than there was before.</summary>
    /// <param name="before">Bytes held then (<see cref="Now"/>).</param>
    /// <param name="mostBytes">How much more may stay.</param>
    public static async Task StaysBelowAsync(long before, long mostBytes)
    {
        var begun = Stopwatch.GetTimestamp();
        long held;
        // A full collection takes the processor from other tests: not one after the other.
        while ((held = Now - before) >= mostBytes
            && Stopwatch.GetElapsedTime(begun) < s_patience)
        {
            await Task.Delay(s_pause);
        }
        Assert.True(held < mostBytes, $"{held} bytes are held; at most {mostBytes} may be");
    }
}
