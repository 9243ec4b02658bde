namespace Kws.Gateway.Tests.Hosts;

/// <summary>Memory that hostile peers make a gateway of this process hold.</summary>
internal static class HeldMemory
{
    /// <summary>Fails when more stays after some work than before it.</summary>
    /// <param name="mostBytes">How much may stay; other tests of this process come and go meanwhile.</param>
    /// <param name="work">The work.</param>
    public static async Task StaysBelowAsync(long mostBytes, Func<Task> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await work();
        await Eventually.BeAsync(
            () => GC.GetTotalMemory(forceFullCollection: true) - before < mostBytes,
            $"no more than {mostBytes} bytes held; {GC.GetTotalMemory(false) - before} are");
    }
}
