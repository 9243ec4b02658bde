using Kws.AudioInference.Overload;

namespace Kws.AudioInference.Tests.Overload;

public sealed class RecentDelaysTests
{
    private readonly RecentDelays _delays = new();

    [Fact]
    public void Read_WithoutAny_IsZero() => Assert.Equal((0, TimeSpan.Zero), _delays.Read());

    [Fact]
    public void Read_LeavesOutTheHighestTenth()
    {
        for (var i = 0; i < 91; i++)
            _delays.Add(TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < 9; i++)
            _delays.Add(TimeSpan.FromSeconds(3));

        var (count, delay) = _delays.Read();

        Assert.Equal(100, count);
        Assert.InRange(delay.TotalMilliseconds, 20, 20 * 1.126);
        _delays.Add(TimeSpan.FromSeconds(3));
        _delays.Add(TimeSpan.FromSeconds(3));
        Assert.InRange(_delays.Read().NineOfTen.TotalSeconds, 3, 3 * 1.126);
    }

    [Fact]
    public void Turn_ForgetsWhatIsASecondOld()
    {
        _delays.Add(TimeSpan.FromSeconds(1));
        _delays.AddCame(3);
        for (var i = 0; i < 9; i++)
            _delays.Turn();
        Assert.Equal((1, 3), (_delays.Read().Count, _delays.Came));

        _delays.Turn();

        Assert.Equal((0, 0), (_delays.Read().Count, _delays.Came));
    }

    [Fact]
    public void Add_BeyondEveryStep_CountsAsTheLast()
    {
        _delays.Add(TimeSpan.FromDays(1));
        _delays.Add(TimeSpan.FromTicks(-1));

        Assert.True(_delays.Read().NineOfTen > TimeSpan.FromSeconds(10));
    }
}
