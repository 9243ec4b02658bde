using Kws.AudioInference.Detection;

namespace Kws.AudioInference.Tests.Detection;

public sealed class WordBoundsEstimatorTests
{
    private const int Bands = 40;
    private const int Context = 148;

    /// <summary>Log-mel-like frames: noise around -3 with a hum in the low bands, and words 4 nepers above
    /// it.</summary>
    private static float[] Frames(int seed, params (int Start, int End)[] words)
    {
        var random = new Random(seed);
        var frames = new float[Context * Bands];
        for (var i = 0; i < Context; i++)
        {
            var speech = words.Any(w => i >= w.Start && i < w.End);
            for (var b = 0; b < Bands; b++)
            {
                var level = -3f + (b < 4 ? 6 : 0);
                frames[i * Bands + b] = level + (random.NextSingle() - 0.5f) * 2 + (speech && b % 3 != 0 ? 4 : 0);
            }
        }
        return frames;
    }

    private static WordBounds Estimate(float[] frames) => new WordBoundsEstimator(Bands, false, 1).Estimate(frames, 98);

    [Theory]
    [InlineData(70, 110)]
    [InlineData(60, 140)]
    [InlineData(110, 148)]
    [InlineData(50, 80)]
    public void Word_InNoise_IsFoundWithinATenthOfASecond(int start, int end)
    {
        var bounds = Estimate(Frames(1, (start, end)));
        Assert.InRange(bounds.StartFrame, start - 10, start + 3);
        Assert.InRange(bounds.EndFrame, end - 3, end + 14);
    }

    [Fact]
    public void Closure_InsideAWord_DoesNotSplitIt()
    {
        var bounds = Estimate(Frames(2, (70, 95), (103, 115)));
        Assert.InRange(bounds.StartFrame, 60, 73);
        Assert.InRange(bounds.EndFrame, 112, 129);
    }

    [Fact]
    public void TwoWords_TheStrongerInTheWindowIsTaken()
    {
        var bounds = Estimate(Frames(3, (5, 45), (100, 140)));
        Assert.InRange(bounds.StartFrame, 90, 103);
    }

    [Fact]
    public void NothingAboveTheFloor_GivesTheWindow()
    {
        var frames = new float[Context * Bands];
        Assert.Equal(new WordBounds(50, 148), Estimate(frames));
    }

    [Fact]
    public void Cepstra_UseTheirFirstValueOnly()
    {
        var frames = new float[120 * 13];
        for (var i = 60; i < 90; i++)
            frames[i * 13] = 12;
        for (var i = 0; i < 120; i++)
            frames[i * 13 + 5] = i % 2 * 50;
        var bounds = new WordBoundsEstimator(13, true, 1).Estimate(frames, 98);
        Assert.InRange(bounds.StartFrame, 50, 60);
        Assert.InRange(bounds.EndFrame, 90, 104);
    }
}
