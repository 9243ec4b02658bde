using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Tests.Calls;

public class ConcurrencyGateTests
{
    [Fact]
    public void Enter_BeyondTheLimit_IsRefusedUntilOneLeaves()
    {
        var gate = new ConcurrencyGate("open sessions", 2);
        var first = gate.Enter();
        using var second = gate.Enter();

        var refusal = Assert.Throws<LimitExceededException>(() => gate.Enter());
        Assert.Equal("open sessions: 2 and one more exceeds the limit of 2", refusal.Message);

        first.Dispose();
        using var third = gate.Enter();
        Assert.Equal(2, gate.Count);
    }

    [Fact]
    public void Dispose_Twice_GivesThePlaceBackOnce()
    {
        var gate = new ConcurrencyGate("calls", 1);
        var pass = gate.Enter();
        pass.Dispose();
        pass.Dispose();
        Assert.Equal(0, gate.Count);
        using var next = gate.Enter();
        Assert.Throws<LimitExceededException>(() => gate.Enter());
    }

    [Fact]
    public void Enter_FromManyThreads_NeverLetsMoreInThanTheLimit()
    {
        const int Limit = 4;
        var gate = new ConcurrencyGate("calls", Limit);
        var most = 0;
        var inside = 0;
        Parallel.For(0, 10_000, _ =>
        {
            try
            {
                using var pass = gate.Enter();
                InterlockedMax(ref most, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
            }
            catch (LimitExceededException)
            {
                // As it should be.
            }
        });
        Assert.InRange(most, 1, Limit);
        Assert.Equal(0, gate.Count);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
