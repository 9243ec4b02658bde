namespace Kws.Evaluation.Tests;

public class SilencesTests
{
    [Fact]
    public void Draw_Windows_HaveTheLengthAndIncludeDigitalZero()
    {
        var windows = Silences.Draw(new NoiseBank([]), 21, 16_000, 1);
        Assert.All(windows, window => Assert.Equal(16_000, window.Length));
        Assert.All(windows[0], sample => Assert.Equal(0f, sample));
        Assert.Contains(windows[1], sample => sample != 0);
    }

    [Fact]
    public void Draw_Dither_IsOneBit()
    {
        var dither = Silences.Draw(new NoiseBank([]), 6, 4_000, 1)[5];
        Assert.Equal([-1f, 0f, 1f], dither.Select(sample => MathF.Round(sample * 32768)).Distinct().Order());
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSameWindowsAndAnotherSeedOthers()
    {
        var noises = new NoiseBank([]);
        Assert.Equal(Silences.Draw(noises, 5, 800, 3), Silences.Draw(noises, 5, 800, 3));
        Assert.NotEqual(Silences.Draw(noises, 5, 800, 3)[1], Silences.Draw(noises, 5, 800, 4)[1]);
    }

    [Fact]
    public void Draw_None_IsNone() => Assert.Empty(Silences.Draw(new NoiseBank([]), 0, 16_000, 1));
}
