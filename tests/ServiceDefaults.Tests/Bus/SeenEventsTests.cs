using Kws.ServiceDefaults.Bus;

namespace Kws.ServiceDefaults.Tests.Bus;

public sealed class SeenEventsTests
{
    [Fact]
    public void TryAdd_BeyondCapacity_ForgetsTheOldest()
    {
        var seen = new SeenEvents(capacity: 2);
        Assert.True(seen.TryAdd("a"));
        Assert.False(seen.TryAdd("a"));
        seen.TryAdd("b");
        seen.TryAdd("c");

        Assert.True(seen.TryAdd("a"));
        Assert.False(seen.TryAdd("c"));
    }

    [Fact]
    public void TryAdd_AfterRemove_KeepsTheNewTurn()
    {
        var seen = new SeenEvents(capacity: 2);
        seen.TryAdd("a");
        seen.Remove("a");
        seen.TryAdd("a");
        seen.TryAdd("b");

        Assert.False(seen.TryAdd("a"));
    }
}
