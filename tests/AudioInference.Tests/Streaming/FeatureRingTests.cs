using Kws.AudioInference.Streaming;

namespace Kws.AudioInference.Tests.Streaming;

public sealed class FeatureRingTests
{
    [Fact]
    public void Frames_AddedInAnyChunks_AreReadByTheirNumbers()
    {
        var random = new Random(1);
        var ring = new FeatureRing(37, 3, 100);
        var next = 100L;
        for (var i = 0; i < 500; i++)
        {
            var count = random.Next(0, 60);
            ring.Add(Frames(next, count));
            next += count;
            Assert.Equal(next, ring.NextFrame);
            Assert.Equal(Math.Max(100, next - 37), ring.FirstFrame);
            var held = (int)(ring.NextFrame - ring.FirstFrame);
            var first = ring.FirstFrame + random.Next(held);
            var take = (int)Math.Min(ring.NextFrame - first, random.Next(1, 38));
            var read = new float[take * 3];
            ring.CopyTo(first, take, read);
            Assert.Equal(Frames(first, take), read);
        }
    }

    [Fact]
    public void FramesNoLongerHeld_Throw()
    {
        var ring = new FeatureRing(10, 3, 0);
        ring.Add(Frames(0, 25));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.CopyTo(14, 2, new float[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.CopyTo(24, 2, new float[6]));
    }

    private static float[] Frames(long first, int count) =>
        [.. Enumerable.Range(0, count * 3).Select(i => (first + i / 3) * 10f + i % 3)];
}
