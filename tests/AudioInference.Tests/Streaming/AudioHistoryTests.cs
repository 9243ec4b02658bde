using System.Runtime.InteropServices;
using Kws.AudioInference.Streaming;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>Cuts from a stream's latest audio, within it and beyond its ends.</summary>
public sealed class AudioHistoryTests
{
    [Theory]
    [InlineData(0, 5, 0, new short[] { 0, 1, 2, 3, 4 })]
    [InlineData(3, 4, 3, new short[] { 3 })]
    [InlineData(5, 5, 5, new short[] { })]
    [InlineData(-7, 2, 0, new short[] { 0, 1 })]
    [InlineData(4, 99, 4, new short[] { 4, 5 })]
    [InlineData(50, 99, 6, new short[] { })]
    [InlineData(4, 2, 4, new short[] { })]
    [InlineData(long.MinValue, long.MaxValue, 0, new short[] { 0, 1, 2, 3, 4, 5 })]
    public void Cut_OfWhatIsHeld_IsClampedToIt(long start, long end, long first, short[] expected)
    {
        var history = new AudioHistory(capacitySamples: 10, firstSample: 0);
        history.Add(Ramp(0, 6));

        AssertCut(history, start, end, first, expected);
    }

    [Fact]
    public void Cut_AfterMoreThanIsHeld_HasTheLatest()
    {
        var history = new AudioHistory(capacitySamples: 4, firstSample: 0);
        for (var sample = 0; sample < 1_001; sample++)
            history.Add(Ramp(sample, 1));

        AssertCut(history, 0, 1_001, 997, [997, 998, 999, 1_000]);
        AssertCut(history, 998, 1_000, 998, [998, 999]);
    }

    [Fact]
    public void Cut_OfAChunkLargerThanTheHistory_HasItsEnd()
    {
        var history = new AudioHistory(capacitySamples: 4, firstSample: 0);
        history.Add(Ramp(0, 11));

        AssertCut(history, 0, 11, 7, [7, 8, 9, 10]);
    }

    [Fact]
    public void Cut_OfAResumedStream_HasNothingBeforeItsFirstSample()
    {
        var history = new AudioHistory(capacitySamples: 10, firstSample: 5_000_000_000);
        AssertCut(history, 0, long.MaxValue, 5_000_000_000, []);

        history.Add(Ramp(0, 3));

        AssertCut(history, 4_999_999_990, 5_000_000_002, 5_000_000_000, [0, 1]);
    }

    [Fact]
    public void Cut_OfSamplesBeyondFullScale_IsClipped()
    {
        var history = new AudioHistory(capacitySamples: 10, firstSample: 0);
        history.Add([2, -2, 1, -1]);

        AssertCut(history, 0, 4, 0, [short.MaxValue, short.MinValue, short.MaxValue, short.MinValue]);
    }

    private static void AssertCut(AudioHistory history, long start, long end, long first, short[] expected)
    {
        var (firstSample, pcm) = history.Cut(start, end);

        Assert.Equal(first, firstSample);
        Assert.Equal(expected, MemoryMarshal.Cast<byte, short>(pcm).ToArray());
    }

    private static float[] Ramp(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(sample => sample / 32_768f)];
}
