using Kws.AudioInference.Streaming;
using Kws.Features;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>Which windows are due, when their audio came, and how much may be promised.</summary>
public sealed class SessionWindowsTests
{
    private const int Stride = 10;
    private const int FramesPerWindow = 98;

    private static readonly StreamTimeline s_timeline =
        new(16_000, FeatureSpecPresets.LogMel40, Stride, FramesPerWindow);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(97, 0)]
    [InlineData(98, 1)]
    [InlineData(107, 1)]
    [InlineData(108, 2)]
    [InlineData(198, 11)]
    public void Due_OfSoManyFrames_AreTheirWholeWindows(int frames, int due)
    {
        var windows = Windows();
        windows.Add(Frames(0, frames));

        Assert.Equal(due, windows.Due);
    }

    [Fact]
    public void TakeNext_OfDueWindows_GivesTheirFramesInOrder()
    {
        var windows = Windows();
        windows.Add(Frames(0, 118));
        var taken = new float[FramesPerWindow];
        for (var decision = 0; decision < 3; decision++)
        {
            Assert.Equal(decision, windows.NextDecision);
            windows.TakeNext(taken);
            Assert.Equal(Frames(decision * Stride, FramesPerWindow), taken);
        }

        Assert.Equal(0, windows.Due);
        Assert.Throws<ArgumentOutOfRangeException>(() => windows.TakeNext(taken));
    }

    [Fact]
    public void Due_OfAResumedStream_CountsFromItsFirstDecision()
    {
        // A stream that starts at frame 1,000 decides from the stride after it on.
        var windows = Windows(firstFrame: 1_000, firstDecision: 101);
        windows.Add(Frames(1_000, 107));
        Assert.Equal(0, windows.Due);

        windows.Add(Frames(1_107, 1));

        Assert.Equal(1, windows.Due);
        var taken = new float[FramesPerWindow];
        windows.TakeNext(taken);
        Assert.Equal(Frames(1_010, FramesPerWindow), taken);
    }

    [Fact]
    public void Arrived_UpToAPosition_TimesTheWindowsThatEndThere()
    {
        var windows = Windows();
        var end = (FramesPerWindow - 1) * 160 + 400;

        Assert.Equal(0, windows.Arrived(end - 1, timestamp: 5));
        Assert.Equal(1, windows.Arrived(end, timestamp: 6));
        Assert.Equal(0, windows.Arrived(end + 1_599, timestamp: 7));
        Assert.Equal(2, windows.Arrived(end + 3_200, timestamp: 8));

        Assert.Equal((6L, 8L, 8L), (windows.ArrivalOf(0), windows.ArrivalOf(1), windows.ArrivalOf(2)));
    }

    [Fact]
    public void FrameLimit_AfterRelease_MovesByAStrideADecision()
    {
        var windows = Windows();
        Assert.Equal(FramesPerWindow + 300, windows.FrameLimit);

        windows.Release(7);

        Assert.Equal(7 * Stride + FramesPerWindow + 300, windows.FrameLimit);
    }

    [Fact]
    public void Context_OfAnEarlyDecision_BeginsWithTheStream()
    {
        var windows = Windows();
        windows.Add(Frames(0, 200));

        var (first, frames) = windows.Context(2);

        Assert.Equal(0, first);
        Assert.Equal(Frames(0, 20 + FramesPerWindow), frames);
    }

    [Fact]
    public void Context_OfALaterDecision_HasHalfASecondBeforeIt()
    {
        var windows = Windows();
        windows.Add(Frames(0, 300));

        var (first, frames) = windows.Context(15);

        Assert.Equal(100, first);
        Assert.Equal(Frames(100, 50 + FramesPerWindow), frames);
    }

    [Fact]
    public void Windows_FilledToTheLimit_StillHoldTheFirstThatWasNotReleased()
    {
        var windows = Windows();
        var added = 0;
        for (var decision = 0; decision < 200; decision++)
        {
            var room = (int)(windows.FrameLimit - added);
            windows.Add(Frames(added, room));
            added += room;
            var taken = new float[FramesPerWindow];
            windows.TakeNext(taken);
            Assert.Equal(Frames(decision * Stride, FramesPerWindow), taken);
            Assert.Equal(Math.Max(0, decision * Stride - 50), windows.Context(decision).FirstFrame);
            windows.Release(decision + 1);
        }
    }

    [Fact]
    public void CopyUntil_OfAnyDecision_EndsWithItsWindow()
    {
        var windows = Windows(framesBefore: 100);
        windows.Add(Frames(0, 398));
        var heard = new float[198];

        windows.CopyUntil(20, 198, heard);
        Assert.Equal(Frames(100, 198), heard);
        windows.CopyUntil(10, 198, heard);
        Assert.Equal(Frames(0, 198), heard);
    }

    [Fact]
    public void CopyUntil_BeforeTheFirstFrame_RepeatsIt()
    {
        var windows = Windows(framesBefore: 100);
        windows.Add([7, .. Frames(1, 197)]);
        var heard = new float[198];

        windows.CopyUntil(2, 198, heard);

        Assert.Equal([.. Enumerable.Repeat(7f, 81), .. Frames(1, 117)], heard);
    }

    [Fact]
    public void Windows_FilledToTheLimit_StillHoldWhatASecondLookHears()
    {
        var windows = Windows(framesBefore: 900);
        var added = 0;
        var heard = new float[998];
        for (var decision = 0; decision < 300; decision++)
        {
            var room = (int)(windows.FrameLimit - added);
            windows.Add(Frames(added, room));
            added += room;
            windows.CopyUntil(decision, 998, heard);
            if (decision >= 90)
                Assert.Equal(Frames(decision * Stride - 900, 998), heard);
            windows.Release(decision + 1);
        }
    }

    [Fact]
    public void Add_StreamThatIsInTime_HoldsLittleMoreThanItsWindows()
    {
        var windows = Windows();
        windows.Add(Frames(0, FramesPerWindow));
        for (var decision = 0; decision < 100; decision++)
        {
            windows.Release(decision + 1);
            windows.Add(Frames(FramesPerWindow + decision * Stride, Stride));
        }
        Assert.InRange(windows.HeldFrames, FramesPerWindow + Stride, 250);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(33)]
    [InlineData(300)]
    public void Add_StreamThatFallsBehind_LosesNoFrameThatItMayPromise(int atOnce)
    {
        var windows = Windows();
        var added = 0;
        for (; added + atOnce <= windows.FrameLimit; added += atOnce)
            windows.Add(Frames(added, atOnce));
        var taken = new float[FramesPerWindow];
        for (var decision = 0; windows.Due > 0; decision++)
        {
            windows.TakeNext(taken);
            Assert.Equal(Frames(decision * Stride, FramesPerWindow), taken);
        }
        Assert.True(windows.NextDecision > 20);
        Assert.True(windows.HeldFrames * sizeof(float) <= windows.MostBytes);
    }

    [Fact]
    public void KeepBefore_InTheMiddleOfAStream_LosesNoFrameAndKeepsMoreFromThereOn()
    {
        var windows = Windows();
        windows.Add(Frames(0, 398));
        var most = windows.MostBytes;

        windows.KeepBefore(900);

        Assert.True(windows.MostBytes > most);
        Assert.Equal(Frames(0, 5 * Stride + FramesPerWindow), windows.Context(5).Frames);
        var added = 398;
        var heard = new float[998];
        for (var decision = 0; decision < 300; decision++)
        {
            var room = (int)(windows.FrameLimit - added);
            windows.Add(Frames(added, room));
            added += room;
            windows.CopyUntil(decision, 998, heard);
            Assert.Equal(Frames(Math.Max(0, decision * Stride - 900), 1)[0], heard[0]);
            Assert.Equal(decision * Stride + FramesPerWindow - 1, heard[^1]);
            windows.Release(decision + 1);
        }
    }

    private static SessionWindows Windows(long firstFrame = 0, long firstDecision = 0, int framesBefore = 0) =>
        new(s_timeline, valuesPerFrame: 1, firstFrame, firstDecision, keptDecisions: 4, pendingFrames: 300,
            framesBefore);

    // A frame's only value is its number.
    private static float[] Frames(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(first + i))];
}
