using Kws.AudioInference.Streaming;
using Kws.Features;

namespace Kws.AudioInference.Tests.Streaming;

public sealed class StreamTimelineTests
{
    [Theory]
    [InlineData(8000, 800)]
    [InlineData(11025, 2205)]
    [InlineData(16000, 1600)]
    [InlineData(22050, 2205)]
    [InlineData(32000, 3200)]
    [InlineData(44100, 4410)]
    [InlineData(48000, 4800)]
    public void Grid_IsTheSmallestWholeNumberOfDeviceSamples(int rate, long grid)
    {
        var timeline = new StreamTimeline(rate, FeatureSpecPresets.LogMel40, 10, 98);
        Assert.Equal(grid, timeline.GridDeviceSamples);
        Assert.Equal(0, grid * 16000 % rate);
        Assert.Equal(0, timeline.FirstFrame(7 * grid) % 10);
        Assert.Equal(timeline.FirstFrame(7 * grid), 7 * grid * 16000 / rate / 160);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(11025)]
    [InlineData(16000)]
    [InlineData(44100)]
    public void StreamResumedForADecision_ReportsItAfterItsMemory(int rate)
    {
        var timeline = new StreamTimeline(rate, FeatureSpecPresets.LogMel40, 10, 98);
        for (var decision = 0L; decision < 200; decision++)
        {
            var resume = timeline.ResumeFor(decision, 15);
            Assert.Equal(resume, timeline.AcceptFrom(resume));
            Assert.True(resume == 0 || timeline.FirstDecision(resume) + 15 <= decision, $"decision {decision}");
            // Not farther back than the grid makes necessary.
            Assert.True(resume == 0 || timeline.FirstDecision(resume + timeline.GridDeviceSamples) + 15 > decision,
                $"decision {decision}");
        }
    }

    [Fact]
    public void Positions_FarIntoALongRecording_DoNotOverflow()
    {
        var timeline = new StreamTimeline(48000, FeatureSpecPresets.LogMel40, 10, 98);
        Assert.Equal(3_000_000_000_000_000, timeline.ToDevice(1_000_000_000_000_000));
        Assert.Throws<OverflowException>(() => timeline.AcceptFrom(long.MaxValue));
    }

    [Fact]
    public void WindowOfOneSecond_Holds98Frames()
    {
        var timeline = new StreamTimeline(16000, FeatureSpecPresets.LogMel40, 10, 98);
        Assert.Equal(97 * 160 + 400, timeline.WindowModelSamples);
        Assert.Equal(1600 * 3 + 97 * 160 + 400, timeline.WindowEndDeviceSample(3));
    }
}
