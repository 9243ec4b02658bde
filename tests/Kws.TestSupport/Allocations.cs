namespace Kws.TestSupport;

/// <summary>Managed memory that code allocates on this thread.</summary>
public static class Allocations
{
    /// <summary>Bytes of the leanest of eight rounds: now and then the runtime itself allocates, when it
    /// recompiles a method that has become hot; what the code allocates it allocates in every round.</summary>
    public static long LeastOf(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 8; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
