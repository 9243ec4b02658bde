using Kws.AudioInference.Overload;

namespace Kws.AudioInference.Tests.Overload;

public sealed class OverloadStateTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);
    private readonly OverloadState _state = new(s_limit);
    private TimeSpan _now;

    [Fact]
    public void Observe_AShortPause_IsNoOverload()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.False(Pass(0.4, s_limit * 10));
            Assert.False(Pass(0.1, TimeSpan.Zero));
        }
        Assert.False(_state.IsOverloaded);
    }

    [Fact]
    public void Observe_DelayThatStays_IsOverloadUntilItIsBelowHalfForAWhile()
    {
        Assert.True(Pass(0.6, s_limit * 1.5));
        Assert.True(_state.IsOverloaded);
        Assert.False(_state.IsLasting);

        // Not above the limit, and not well below it.
        Assert.False(Pass(10, s_limit * 0.6));
        Assert.True(_state.IsOverloaded);
        Assert.False(Pass(2.5, s_limit * 0.4));
        Assert.True(_state.IsOverloaded);

        Assert.True(Pass(1, s_limit * 0.4));
        Assert.False(_state.IsOverloaded);
    }

    [Fact]
    public void IsLasting_AfterTwoSecondsAboveTheLimit()
    {
        Pass(1.8, s_limit * 2);
        Assert.False(_state.IsLasting);

        Pass(0.4, s_limit * 2);

        Assert.True(_state.IsLasting);
        Pass(0.1, s_limit * 0.9);
        Assert.False(_state.IsLasting);
    }

    /// <returns>Whether the overload began or ended meanwhile.</returns>
    private bool Pass(double seconds, TimeSpan delay)
    {
        var changed = false;
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end; _now += TimeSpan.FromSeconds(0.1))
            changed |= _state.Observe(delay, _now);
        return changed;
    }
}
